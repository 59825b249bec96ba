import Glibc

/// The user's shell.
public enum Shell {

  /// Runs `line` and waits for its end; returns its exit code.
  ///
  /// ^C and ^Z are the command's meanwhile.
  @discardableResult
  public static func run(_ line: String) -> Int32 {
    exitCode(of: unsafe system(line))
  }

  /// Runs `line` and collects what it prints on standard output, of which more than `limit` bytes
  /// are dropped.
  public static func collect(_ line: String, limit: Int = 1 << 24) -> (code: Int32, output: String)
  {
    guard let stream = unsafe popen(line, "r") else { return (127, "") }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(fileno(stream), $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += chunk.prefix(min(count, limit - bytes.count))
    }
    return (exitCode(of: unsafe pclose(stream)), String(decoding: bytes, as: UTF8.self))
  }

  private static func exitCode(of status: Int32) -> Int32 {
    if status < 0 { return 127 }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Runs `line`, and waits until the user has seen what it printed.
  public static func runAndWait(_ line: String) -> Int32 {
    let code = run(line)
    var reader = PlainReader(EnterKey())
    _ = reader.readLine(prompt: "press Enter to go back ")
    return code
  }

}

/// Waits for the end of a line, whatever it is.
private struct EnterKey: LineCutter {

  private var isPressed = false

  var isEmpty: Bool { true }

  mutating func append(_ more: [UInt8]) {
    isPressed = isPressed || more.contains(UInt8(ascii: "\n")) || more.contains(UInt8(ascii: "\r"))
  }

  func next() -> String? { isPressed ? "" : nil }

  func rest() -> String? { nil }

  mutating func removeAll() { isPressed = false }

}
