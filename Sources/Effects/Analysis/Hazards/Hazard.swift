public import Simulation
import Tensors

/// Why an instruction has to wait for an earlier one: both touch the same place, and one writes it.
public struct Hazard: Hashable, Sendable {

  public var kind: Kind

  /// Where: places along the first axis of the part as the later one names it, or bytes of the host.
  public var place: CellPlace

  /// The raw value is how the field calls it.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case readAfterWrite = "RAW"
    case writeAfterRead = "WAR"
    case writeAfterWrite = "WAW"

    init?(_ earlierWrites: Bool, _ laterWrites: Bool) {
      switch (earlierWrites, laterWrites) {
      case (true, false): self = .readAfterWrite
      case (false, true): self = .writeAfterRead
      case (true, true): self = .writeAfterWrite
      case (false, false): return nil
      }
    }
  }

  public init(_ kind: Kind, at place: CellPlace) {
    self.kind = kind
    self.place = place
  }

  /// What the later instruction does there and what the earlier one did, with its number.
  public func sentence(after earlier: InstructionNumber) -> Sentence {
    switch kind {
    case .readAfterWrite:
      "it reads \(quoting: place), which \(earlier) writes (\(kind.rawValue))"
    case .writeAfterRead:
      "it writes \(quoting: place), which \(earlier) still has to read (\(kind.rawValue))"
    case .writeAfterWrite:
      "it writes \(quoting: place), which \(earlier) writes before (\(kind.rawValue))"
    }
  }

}

extension Footprint {

  /// Whether `later` has to come behind this: a byte is in both, and one of them writes it.
  public func conflicts(with later: Footprint) -> Bool {
    for access in accesses {
      for other in later.accesses where access.isWrite || other.isWrite {
        if access.space == other.space, access.bytes.overlaps(other.bytes) { return true }
      }
    }
    return false
  }

  /// Why `later` has to come behind this: one hazard for each kind and part, with all of the places.
  /// - Cost: that of `StridedSet.common` for each pair of accesses to one part.
  public func hazards(before later: Footprint, in machine: MachineForm) -> [Hazard] {
    var ranges: [Key: Range<Int>] = [:]
    var keys: [Key] = []
    for other in later.accesses {
      for access in accesses where access.space == other.space {
        guard let kind = Hazard.Kind(access.isWrite, other.isWrite),
          let common = access.bytes.common(other.bytes)
        else { continue }
        let key = Key(kind: kind, part: other.part)
        if let known = ranges[key] {
          ranges[key] =
            min(known.lowerBound, common.lowerBound) ..< max(known.upperBound, common.upperBound)
        } else {
          ranges[key] = common
          keys.append(key)
        }
      }
    }
    return keys.map { key in
      Hazard(key.kind, at: machine.place(of: key.part, bytes: ranges[key] ?? 0 ..< 1))
    }
  }

  private struct Key: Hashable {
    var kind: Hazard.Kind
    var part: StateID?
  }

}

extension MachineForm {

  /// Places along the first axis of a part that have a byte of `bytes`; bytes of the host for nil.
  public func place(of part: StateID?, bytes: Range<Int>) -> CellPlace {
    guard let part else { return CellPlace(CellPlace.dram, bytes) }
    let step = max(1, byteSteps(of: part).first ?? self[part].type.element.byteSize)
    let last = (bytes.upperBound - 1) / step
    return CellPlace(self[part].name, bytes.lowerBound / step ..< last + 1)
  }

}
