import Foundation
import Glibc

/// A process that tries inputs one after the other, until one of them ends it.
struct Worker {

  private var area: any Area
  private let seed: UInt64
  private let journal: Journal
  private let parent = getppid()

  init(_ type: any Area.Type, _ corpus: Corpus, seed: UInt64, journal: String) throws {
    area = try type.init(corpus)
    self.seed = seed
    self.journal = try Journal(writingTo: journal)
  }

  /// A process that has had so much memory makes room for another, so that what an input takes is
  /// seen.
  /// - Units: MiB
  private static let enoughMemory = 1024

  /// Tries the inputs with these numbers, until `seconds` are over.
  mutating func run(_ numbers: Range<Int>, seconds: Double) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    for number in numbers where ContinuousClock.now < end && getppid() == parent {
      let peak = try run(area.input(number, seed), number)
      if peak > Self.enoughMemory { return }
    }
  }

  /// Tries one input.
  /// - Returns: the peak of memory in MiB, where the input took long enough to matter.
  @discardableResult
  mutating func run(_ input: [UInt8], _ number: Int) throws -> Int {
    area.prepare(for: input)
    try journal.append(.begins(number))
    let start = ContinuousClock.now
    let verdict = area.run(input)
    let time = start.duration(to: .now).components
    let microseconds = Int(time.seconds) * 1_000_000 + Int(time.attoseconds / 1_000_000_000_000)
    let peak = microseconds > 10_000 ? ProcessFacts.peakMemory(of: "self") : 0
    if case .broken(let problem) = verdict { try journal.append(.broken(number, problem)) }
    try journal.append(
      .ends(number, accepted: verdict == .accepted, microseconds: microseconds, peak: peak))
    return peak
  }

}

extension Area {

  /// The input with this number.
  func input(_ number: Int, _ seed: UInt64) -> [UInt8] {
    var dice = Dice(seed: seed, area: Self.name, number: number)
    return input(&dice)
  }

}
