import Foundation
import Support
import Tensors

/// Tensors in files: headers of `.npy`, archives of them, and members that grow when they are read.
struct ArchiveArea: Area {

  static let name = "npz"
  static let summary = "headers of npy, structure of npz, members that grow"
  static let grain = Grain.bytes

  private let seeds: [[UInt8]]

  init(_ corpus: Corpus) throws {
    var own = corpus.files(in: "models", endingIn: ".npz", ".npy")
    for type: ElementType in [.float32, .int64, .bool, .float16, .uint8] {
      let tensor = Tensor(zeros: type, [2, 3])
      own.append(tensor.npy)
      var archive = TensorArchive()
      archive["a"] = tensor
      archive["b/c"] = Tensor(zeros: type, [])
      own.append(try archive.npz(compressed: true))
      own.append(try archive.npz(compressed: false))
    }
    var bomb = TensorArchive()
    bomb["zeros"] = Tensor(zeros: .uint8, [4096, 4096])
    own.append(try bomb.npz(compressed: true))
    seeds = own
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    var bytes = dice.pick(seeds)
    let start = bytes.firstIndex(of: UInt8(ascii: "{"))
    if dice.chance(1, in: 3), let start,
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "}"))
    {
      var header = Tokens(Array(bytes[start ... end]))
      header.mutate(with: Self.words, &dice)
      let changed = header.bytes
      bytes.replaceSubrange(start ... end, with: changed)
      // Mostly the length of the header still says where it ends.
      let lack = (end - start + 1) - changed.count
      let place = start + changed.count
      if lack > 0 { bytes.insert(contentsOf: Array(repeating: 32, count: lack), at: place) }
      if lack < 0, dice.chance(3, in: 4) {
        bytes.removeSubrange(place ..< min(place - lack, bytes.count))
      }
      if dice.chance(2, in: 3) { return bytes }
    }
    Bytes.mutate(&bytes, seeds, &dice)
    return bytes
  }

  private static let words = [
    "'descr'", "'fortran_order'", "'shape'", "True", "False", "'<f4'", "'>f8'", "'|b1'", "'<i8'",
    "'<U3'", "'|O'", "'<c16'", "()", "(1,)", "(2, 3)", ",", "-1", "None", "{", "}", "L", "e5",
  ].map { Array($0.utf8) }

  /// All members are read, as `input` does with those that a model has.
  func run(_ input: [UInt8]) -> Verdict {
    Bench.budget.governing {
      let tensor = try? Tensor(npy: input)
      guard let archive = try? TensorArchive(npz: input) else {
        return tensor == nil ? .refused : .accepted
      }
      let found = archive.names.compactMap { archive[$0] }
      return found.isEmpty && tensor == nil ? .refused : .accepted
    }
  }

}
