public import TargetKit
public import Tensors

/// What an accelerator of this family says of itself: where its functions are declared, what they
/// are linked with, and how each is called.
public struct LibraryDescription: Sendable, Hashable {

  /// What every accelerator says.
  public var common: TargetDescription

  /// Files that are included, such as `math.h`.
  public var headers: [String]

  /// Words for the compiler, such as `-O3` and `-lm`.
  public var compile: [String]
  public var link: [String]

  /// C that stands before the code of a region: functions of the description itself.
  public var code: String

  /// What brings the library where it is missing, as a package manager calls it; empty where nothing
  /// is needed but a compiler.
  public var package: String

  /// In order; the first one of a kind is called.
  public var functions: [LibraryFunction]

  public init(
    _ common: TargetDescription, headers: [String] = [], compile: [String] = [],
    link: [String] = [], code: String = "", package: String = "",
    functions: [LibraryFunction] = []
  ) {
    self.common = common
    self.headers = headers
    self.compile = compile
    self.link = link
    self.code = code
    self.package = package
    self.functions = functions
  }

  /// Whether anything computes its regions but the evaluator.
  public var hasFunctions: Bool { !functions.isEmpty }

  /// What computes patterns of a kind, or an operator.
  func function(for name: String) -> LibraryFunction? {
    functions.first { $0.names.contains(name) }
  }

}

/// How one function is called.
public struct LibraryFunction: Sendable, Hashable {

  /// The kinds of patterns and the operators that it computes.
  public var names: [String]

  /// C statements that leave the result in `{out}`; `return` of what is not 0 is a failure.
  public var call: CallTemplate

  /// The types that it takes and gives, by the names of the pattern and `out`; of what is not here,
  /// that of the program.
  public var types: [String: ElementType]

  /// The layouts, likewise.
  public var layouts: [String: LayoutChange]

  public init(
    names: [String], call: CallTemplate, types: [String: ElementType] = [:],
    layouts: [String: LayoutChange] = [:]
  ) {
    self.names = names
    self.call = call
    self.types = types
    self.layouts = layouts
  }

}
