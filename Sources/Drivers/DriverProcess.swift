import CDriver
import Diagnostics
import Support

/// A process of its own in which a library runs. It ends with this value.
@safe struct DriverProcess: ~Copyable {

  private let handle: OpaquePointer
  let path: String
  private let interruption: Interruption

  /// How long a request may take.
  private let seconds: Int

  /// How many bytes go to and fro at once.
  static var window: Int { 1 << 20 }

  /// How many waits there are in a second, after each of which the interruption is asked.
  private static var waits: Int { 50 }

  /// - Errors: the system starts no more processes.
  init(_ path: String, seconds: Int, _ interruption: Interruption) throws(DriverFailure) {
    guard let handle = unsafe cd_start(path, DriverProcess.window) else {
      throw DriverFailure(
        .unusable(
          .error(
            "there is no process for the driver `\(path)`",
            hints: ["end other programs and try again"])))
    }
    unsafe self.handle = unsafe handle
    self.path = path
    self.seconds = seconds
    self.interruption = interruption
  }

  deinit { unsafe cd_free(handle) }

  /// Hands over a request, with the bytes that belong to it, and waits for the answer.
  /// - Errors: the process ends, or takes too long, or the user does not want to wait.
  func ask(
    _ request: cd_request, with bytes: ArraySlice<UInt8> = [], in function: DriverFunction?
  ) throws(DriverFailure) -> cd_answer {
    if interruption.isRequested { throw DriverFailure(.interrupted) }
    put(bytes)
    guard unsafe cd_send(handle, request) == 0 else { throw ended(in: function) }
    var answer = cd_answer()
    var rest = max(1, seconds) * DriverProcess.waits
    while true {
      switch unsafe cd_wait(handle, Int32(1000 / DriverProcess.waits), &answer) {
      case 1: return answer
      case 0: break
      default: throw ended(in: function)
      }
      rest -= 1
      let isInterrupted = interruption.isRequested
      guard isInterrupted || rest <= 0 else { continue }
      unsafe cd_end(handle)
      throw DriverFailure(
        isInterrupted ? .interrupted : .hung(function, seconds: seconds), printed: printed)
    }
  }

  /// Why the process is gone.
  private func ended(in function: DriverFunction?) -> DriverFailure {
    let end = Int(unsafe cd_end(handle))
    return DriverFailure(
      end > 0 ? .crashed(function, signal: end) : .exited(function, code: -1 - end),
      printed: printed)
  }

  private func put(_ bytes: ArraySlice<UInt8>) {
    precondition(bytes.count <= DriverProcess.window)
    unsafe bytes.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(start: cd_window(handle), count: source.count)
        .copyMemory(from: source)
    }
  }

  /// The first bytes of the window.
  func bytes(_ count: Int) -> [UInt8] {
    precondition(count <= DriverProcess.window)
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe UnsafeMutableRawBufferPointer(buffer)
        .copyMemory(from: UnsafeRawBufferPointer(start: cd_window(handle), count: count))
      filled = count
    }
  }

  /// The text in the window, on one line.
  var text: String {
    String(decoding: bytes(4096).prefix { $0 != 0 }, as: UTF8.self)
      .split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// The last lines that the library has printed.
  var printed: [String] {
    var bytes = [UInt8](repeating: 0, count: 2048)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe cd_printed(
        handle, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).suffix(4).map(String.init)
  }

}
