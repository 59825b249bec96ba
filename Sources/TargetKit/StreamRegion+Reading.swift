public import Diagnostics
import ISA
import Passes

extension StreamRegion {

  /// The region with the instructions that the listing `source` spells.
  ///
  /// A listing says nothing but instructions: the image, what goes in and out, and what the
  /// instructions that stay were made from is as in this region.
  /// - Errors: the first line that is no instruction.
  public func reading(_ source: SourceText) throws(Diagnostic) -> StreamRegion {
    var copy = self
    guard var stream = workload.streams.first else { return copy }
    do throws(DiagnosticSet) {
      stream.replaceCode(with: try Assembler(instructionSet, source: source).code())
    } catch {
      try error.throwOnError()
      throw .error("`\(source.name)` is no listing")
    }
    copy.workload.streams[0] = stream
    copy.workload.image.rewriteInstructions(instructionSet.bytes(of: stream.code))
    copy.listing = instructionSet.lines(of: stream.code)
    return copy
  }

}

extension Stream {

  /// What instructions are said to be made by that a person wrote into a listing.
  private static let hand = "text"

  /// Replaces the instructions; those at the start and at the end that stay keep what they came
  /// from.
  fileprivate mutating func replaceCode(with new: MachineCode) {
    let most = min(code.count, new.count)
    let head = code.commonPrefixCount(with: new)
    let tail = min(most - head, code.commonSuffixCount(with: new))
    let old = self
    func kept<T>(_ values: [T], _ other: T) -> [T] {
      guard values.count == old.code.count else { return values }
      return values.prefix(head) + Array(repeating: other, count: new.count - head - tail)
        + values.suffix(tail)
    }
    origins = kept(origins, .synthetic(by: Self.hand))
    statementIndices = kept(statementIndices, -1)
    remarks = kept(remarks, "")
    code = new
  }

}

extension MemoryImage {

  /// Puts `bytes` where the instructions stand, which nothing stands behind.
  fileprivate mutating func rewriteInstructions(_ bytes: [UInt8]) {
    guard let index = regions.firstIndex(where: { $0.role == .instructions }),
      let segment = segmentIndex(containing: regions[index].address)
    else { return }
    var changed = segments
    let offset = regions[index].address - changed[segment].address
    changed[segment].bytes.replaceSubrange(offset..., with: bytes)
    self = MemoryImage(segments: changed, regions: regions)
    regions[index].count = bytes.count
  }

}
