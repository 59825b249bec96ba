public import Diagnostics
import Drivers
import Support

extension Session {

  /// The header in C that drivers include, which is also written to the file at `path` if there is
  /// one; into a folder under its own name.
  /// - Errors: the file cannot be written.
  public func driverHeader(to path: String?) throws(Diagnostic) -> DriverHeaderAnswer {
    let header = DriverHeader()
    let file = path.map { $0.hasSuffix("/") ? $0 + DriverHeader.fileName : $0 }
    return DriverHeaderAnswer(
      version: DriverHeader.version, text: header.text,
      file: try file.map { path throws(Diagnostic) in try writeText(header.text, to: path) })
  }

}
