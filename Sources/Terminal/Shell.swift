import Glibc

/// The user's shell.
public enum Shell {

  /// Runs `line` and waits for its end; returns its exit code.
  ///
  /// ^C and ^Z are the command's meanwhile.
  @discardableResult
  public static func run(_ line: String) -> Int32 {
    let status = unsafe system(line)
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Runs `line`, and waits until the user has seen what it printed.
  public static func runAndWait(_ line: String) {
    run(line)
    var reader = PlainReader()
    _ = reader.readLine(prompt: "press Enter to go back ")
  }

}
