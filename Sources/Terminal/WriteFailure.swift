import Glibc
import Synchronization

/// Why the first write to a stream failed, for all who write to it.
final class WriteFailure: Sendable {

  private let number = Mutex<Int32>(0)

  /// Remembers the error that the system has just given, unless one is known.
  func note(_ error: Int32) { number.withLock { if $0 == 0 { $0 = error } } }

  /// What the system says of it; nil where nothing failed.
  var reason: String? {
    let error = number.withLock { $0 }
    guard error != 0, let text = unsafe strerror(error) else { return nil }
    return unsafe String(cString: text)
  }

}
