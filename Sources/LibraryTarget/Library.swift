public import Diagnostics
public import Passes
public import TargetKit

/// An accelerator that is reached through a library of functions: it says which operators and patterns
/// it takes, and which functions compute them. Where it names no functions, the evaluator computes
/// its regions.
public struct Library: Target {

  /// All that the accelerator says of itself.
  public let library: LibraryDescription

  public init(_ library: LibraryDescription) { self.library = library }

  public var description: TargetDescription { library.common }

  public var passes: [OfferedPass] {
    guard library.hasFunctions else { return [] }
    return [EmitC.aimed(at: description.name, .success(library))]
  }

  public var parts: TargetParts {
    TargetParts(units: library.hasFunctions ? [LibraryDevice.unit] : [])
  }

  public func makeDevice() throws(Diagnostic) -> any Device {
    guard library.hasFunctions else {
      throw .error(
        "`\(description.name)` names no functions",
        hints: [
          "`run` computes its regions; `functions:` of a description says what computes them"
        ])
    }
    return LibraryDevice(library)
  }

}
