public import Diagnostics

/// A pass that can be applied: one on graphs, or one that an accelerator brings for its regions.
public struct OfferedPass: Sendable {

  public let info: PassInfo

  /// The accelerator that it belongs to; nil for a pass on graphs.
  public let target: String?

  /// Makes the pass.
  /// - Errors: options that do not go together.
  public let make: @Sendable (PassOptions) throws(Diagnostic) -> any Pass

  public init(
    _ info: PassInfo, of target: String? = nil,
    make: @escaping @Sendable (PassOptions) throws(Diagnostic) -> any Pass
  ) {
    self.info = info
    self.target = target
    self.make = make
  }

  /// Every pass on graphs, in the order of the default pipeline.
  public static var onGraphs: [OfferedPass] {
    allPasses.map { type in
      OfferedPass(type.info) { options throws(Diagnostic) in try type.init(options) }
    }
  }

  /// This pass with options, for a place in a pipeline.
  /// - Errors: the pass has no such option, or does not take a value.
  public func planned(_ options: [String: String] = [:]) throws(Diagnostic) -> PlannedPass {
    PlannedPass(
      PassCall(info.name, target: target, options: options),
      try make(PassOptions(options, for: info)))
  }

}

extension [OfferedPass] {

  /// These passes of several accelerators, those of each in their order, and one behind the other
  /// where they have one name: what regions of all of them are taken through stage by stage.
  ///
  /// A list of passes for each accelerator, in order of priority.
  public static func merged(_ lists: [[OfferedPass]]) -> [OfferedPass] {
    var rest = lists.map { $0[...] }
    var merged: [OfferedPass] = []
    for index in rest.indices {
      while let pass = rest[index].popFirst() {
        merged.append(pass)
        for other in rest.indices where other > index {
          guard let end = rest[other].firstIndex(where: { $0.info.name == pass.info.name })
          else { continue }
          merged += rest[other][...end]
          rest[other] = rest[other][(end + 1)...]
        }
      }
    }
    return merged
  }

}
