public import Diagnostics

/// Makes a description of what another tool keeps of a machine, in a file of a format of its own.
public struct ConfigurationReader: Sendable {

  /// - Parameter source: what the file says.
  /// - Parameter name: what the accelerator is to be called; nil for what it usually is.
  /// - Errors: the mistakes in the file, each with its place.
  public typealias Read =
    @Sendable (_ source: SourceText, _ name: String?) throws(Diagnostic) -> NewDescription

  public let read: Read

  public init(_ read: @escaping Read) { self.read = read }

}

/// A description that has just been made.
public struct NewDescription: Sendable, Hashable {

  public var text: String

  /// What there is to say of it besides.
  public var notes: [String]

  public init(text: String, notes: [String] = []) {
    self.text = text
    self.notes = notes
  }

}
