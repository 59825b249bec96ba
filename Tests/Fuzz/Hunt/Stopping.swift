import Dispatch
import Glibc
import Synchronization

/// Whether the user wants it to end: ^C, which does not end the process while this exists.
struct Stopping {

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  private let flag = Flag()
  private let sources: [any DispatchSourceSignal]

  init() {
    sources = [SIGINT, SIGTERM].map {
      signal($0, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: $0, queue: .global())
    }
    let flag = flag
    for source in sources {
      source.setEventHandler { flag.isSet.store(true, ordering: .relaxed) }
      source.resume()
    }
  }

  var isRequested: Bool { flag.isSet.load(ordering: .relaxed) }

}
