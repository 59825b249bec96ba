import Diagnostics
import Synchronization

/// The code of a region: compiled and loaded when it is first asked for, and kept as long as anybody
/// has the region.
final class RegionCode: Sendable {

  private let source: String
  private let symbols: [String]
  private let library: LibraryDescription
  private let name: String
  private let known = Mutex<LoadedCode?>(nil)

  init(source: String, symbols: [String], library: LibraryDescription, name: String) {
    self.source = source
    self.symbols = symbols
    self.library = library
    self.name = name
  }

  /// - Errors: there is no compiler, or the code or the library is not as it should be.
  func loaded() throws(Diagnostic) -> LoadedCode {
    if let code = known.withLock({ $0 }) { return code }
    let code = try CodeBuild(library: library, name: name).load(source, symbols)
    return known.withLock { kept in
      if let kept { return kept }
      kept = code
      return code
    }
  }

}
