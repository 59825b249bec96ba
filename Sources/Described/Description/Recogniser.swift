public import TargetKit

/// Another family that takes machines of its kind where they are described by what they do.
public struct Recogniser: Sendable {

  /// Makes the accelerator of a description that has no mistakes so far.
  /// - Returns: nil where it is not of the kind. Mistakes in what the kind alone reads go to the
  ///   sheet.
  public typealias Make =
    @Sendable (_ machine: MachineDescription, _ entries: Entries, _ sheet: inout Sheet) -> (
      any Target
    )?

  /// The family's name.
  public let name: String

  /// The keys of a description that no other kind has.
  public let keys: [String]

  let make: Make

  public init(name: String, keys: [String] = [], make: @escaping Make) {
    self.name = name
    self.keys = keys
    self.make = make
  }

}
