import Commands
import Foundation
import Support

/// Streams in folders, which are loaded, linted and run for some steps forwards and back.
///
/// An input is a text: `insn` and the bytes of an instruction, `dram` with an address and bytes that
/// stand there, `manifest` and what is in the file, `run` and a command; the rest is the sample.
struct StreamArea: Area {

  static let name = "streams"
  static let summary = "instruction words, manifests and DRAM images, run forwards and back"
  static let grain = Grain.text

  private let samples: [Sample]
  private let bench = Bench()

  init(_ corpus: Corpus) throws {
    samples = try ["gemm", "deadlock"].map { name in
      let files = ["insns.bin", "dram_before.bin", "manifest.json"].map {
        FileManager.default.contents(atPath: "\(corpus.root)/samples/streams/\(name)/\($0)")
      }
      guard let words = files[0], let image = files[1], let manifest = files[2] else {
        throw Missing("the sample \(name)")
      }
      return Sample(
        name: name, instructions: [UInt8](words).inParts(of: Self.width), image: [UInt8](image),
        manifest: String(decoding: manifest, as: UTF8.self))
    }
  }

  private struct Sample {
    let name: String
    let instructions: [[UInt8]]
    let image: [UInt8]
    let manifest: String

    /// Where the image begins, as its manifest says.
    static let base = 4096

    /// A manifest that says nothing of instructions, so that others may stand in the file.
    var plainManifest: String {
      "{\"name\": \"\(name)\", \"dram_base\": \(Self.base), \"dram_size\": \(image.count)}"
    }
  }

  /// - Units: bytes of an instruction.
  private static let width = 16

  func input(_ dice: inout Dice) -> [UInt8] {
    let sample = dice.pick(samples)
    var instructions = sample.instructions
    for _ in 0 ... dice.below(4) { change(&instructions, &dice) }
    var lines = ["base \(sample.name)"]
    lines += instructions.prefix(40).map { "insn " + Bytes.hexadecimal($0) }
    for _ in 0 ..< dice.below(4) {
      let address = dice.below(sample.image.count)
      let bytes = (0 ... dice.below(16)).map { _ in dice.byte() }
      lines.append("dram \(address) \(Bytes.hexadecimal(bytes))")
    }
    if dice.chance(1, in: 4) { lines.append("manifest " + manifest(sample, &dice)) }
    lines += (0 ... dice.below(7)).map { _ in "run " + command(&dice) }
    return Array(lines.joined(separator: "\n").utf8)
  }

  private func change(_ instructions: inout [[UInt8]], _ dice: inout Dice) {
    let place = dice.below(instructions.count)
    guard instructions.indices.contains(place) else { return }
    switch dice.below(8) {
    case 0: instructions.remove(at: place)
    case 1: instructions.insert(instructions[place], at: dice.below(instructions.count))
    case 2: instructions.swapAt(place, dice.below(instructions.count))
    case 3: instructions[place] = (0 ..< Self.width).map { _ in dice.byte() }
    case 4: instructions.insert(dice.pick(dice.pick(samples).instructions), at: place)
    case 5: Bytes.write(dice.edge(), over: &instructions[place], at: dice.below(16), &dice)
    default: instructions[place][dice.below(Self.width)] ^= 1 << UInt8(dice.below(8))
    }
  }

  private func manifest(_ sample: Sample, _ dice: inout Dice) -> String {
    var tokens = Tokens(dice.chance(1, in: 2) ? sample.manifest : sample.plainManifest)
    let words =
      tokens.list + ["segments", "tokens", "streams", "null", "l2g"].map { Array($0.utf8) }
    tokens.mutate(with: words, &dice)
    return String(decoding: tokens.bytes, as: UTF8.self).replacing("\n", with: " ")
  }

  private func command(_ dice: inout Dice) -> String {
    let number = dice.chance(1, in: 10) ? dice.edge() : dice.below(40)
    return dice.pick(Self.commands).replacing("N", with: "\(number)")
  }

  private static let commands = [
    "run", "si N", "rsi N", "s N", "rs N", "ni N", "rni N", "c", "rc", "fin", "rfin", "lint",
    "goto #N", "start", "state hash", "info tokens", "info units", "x/8xd acc[N]", "x/4d inp[N]",
    "why", "why #N", "blame #N", "last acc[N]", "next-use acc[N]", "timeline", "profile",
    "timing rtl-2021", "timing functional", "schedule random N", "schedule fifo", "info insns N 4",
    "b #N", "watch acc[N]", "catch race", "catch deadlock", "checkpoint", "restart 1", "explain #N",
    "stream save out", "state save out", "state", "roofline", "trace N", "set stop-at-races off",
    "until #N", "b #N if $pos > 3", "p acc[N][0] + 1", "repair", "where", "writers acc[N]",
  ]

  func run(_ input: [UInt8]) -> Verdict {
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n").map(String.init)
    let base = lines.first { $0.hasPrefix("base ") }?.dropFirst(5)
    let sample = samples.first { $0.name == base ?? "" } ?? samples[0]
    var image = sample.image
    var words: [UInt8] = []
    var manifest = sample.plainManifest
    var commands: [String] = []
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "insn": words += Bytes.bytes(ofHexadecimal: parts[1])
      case "dram": write(parts[1], to: &image)
      case "manifest": manifest = String(parts[1])
      case "run": commands.append(String(parts[1]))
      default: break
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: "s", withIntermediateDirectories: true)
      try Data(words).write(to: URL(filePath: "s/insns.bin"))
      try Data(image).write(to: URL(filePath: "s/dram_before.bin"))
      try Data(manifest.utf8).write(to: URL(filePath: "s/manifest.json"))
    } catch {
      return .broken("the stream cannot be written")
    }
    return bench.perform(["stream load s", "lint"] + commands)
  }

  private func write(_ line: Substring, to image: inout [UInt8]) {
    let parts = line.split(separator: " ")
    guard parts.count == 2, let address = Int(parts[0]) else { return }
    for (index, byte) in Bytes.bytes(ofHexadecimal: parts[1]).enumerated()
    where image.indices.contains(address + index) {
      image[address + index] = byte
    }
  }

}

extension [UInt8] {

  fileprivate func inParts(of size: Int) -> [[UInt8]] {
    stride(from: 0, to: count - size + 1, by: size).map { Array<UInt8>(self[$0 ..< $0 + size]) }
  }

}
