import CDriver
import Diagnostics

/// What can be wrong with a library that is to be a driver.
extension DriverFailure {

  /// - Parameter text: what belongs to the answer.
  static func loading(
    _ path: String, _ answer: cd_answer, _ text: String, printed: [String]
  ) -> DriverFailure {
    DriverFailure(.unusable(diagnostic(path, answer, text)), printed: printed)
  }

  private static func diagnostic(_ path: String, _ answer: cd_answer, _ text: String) -> Diagnostic
  {
    let again = "build it again with the header that `driver header` prints"
    switch Int(answer.status) {
    case Int(CD_CANNOT_LOAD): return cannotLoad(path, text)
    case Int(CD_NO_TABLE):
      return .error(
        "`\(path)` is no driver: it has no symbol `sluice_driver`",
        hints: ["define the table `sluice_driver`, as `driver header` says, and do not hide it"])
    case Int(CD_WRONG_MAGIC):
      return .error(
        "`sluice_driver` of `\(path)` is not the table of a driver",
        hints: ["let it begin with `SLUICE_DRIVER_HEAD`, as `driver header` says"])
    case Int(CD_WRONG_VERSION):
      let isNewer = answer.number > UInt64(answer.expected)
      return .error(
        "`\(path)` speaks version \(answer.number) of the interface of drivers, and version "
          + "\(answer.expected) is spoken here",
        hints: [isNewer ? "a newer Sluice may speak it, or " + again : again])
    case Int(CD_WRONG_SIZE):
      return .error(
        "the table of `\(path)` has \(answer.number) bytes instead of \(answer.expected)",
        notes: ["it was built with a header that was changed, or for another kind of machine"],
        hints: [again])
    case Int(CD_NO_FUNCTION):
      return .error(
        "the driver `\(path)` has no `\(text)`",
        hints: ["each function of the table has to be there"]
      )
    default: return .error("the driver `\(path)` answers what nobody understands")
    }
  }

  /// - Parameter reason: what the loader of the system says.
  private static func cannotLoad(_ path: String, _ reason: String) -> Diagnostic {
    let hints: [(part: String, hint: String)] = [
      (
        "No such file",
        "`driver:` of a description is a path from the folder that the description is in"
      ),
      ("undefined symbol", "link what it needs into it: `cc -shared … -lNAME`"),
      ("ELF class", "build it for the processor that this program runs on"),
      ("e_machine", "build it for the processor that this program runs on"),
    ]
    let known = hints.first { reason.contains($0.part) }?.hint
    return .error(
      "`\(path)` can not be loaded: \(reason)",
      hints: [known ?? "a driver is a shared library: `cc -shared -fPIC -o driver.so driver.c`"])
  }

}
