import Foundation

/// The folder in which a process does what inputs ask for, with copies of the samples.
struct WorkFolder {

  private let samples: String

  /// What is in it where no input has changed it; nil before the first one.
  private var mark: [String: Stamp]?

  private struct Stamp: Equatable {
    let size: Int
    let changed: Date
  }

  /// - Parameter samples: the folder that copies are taken from.
  init(samples: String) { self.samples = samples }

  /// Takes the folder as it is for what it is to be.
  mutating func remember() { mark = mark ?? Self.marks() }

  /// Makes the folder what it was, where an input has changed it.
  mutating func restore() {
    guard let mark, Self.marks() != mark else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: ".")) ?? [] {
      try? FileManager.default.removeItem(atPath: name)
    }
    try? FileManager.default.copyItem(atPath: samples, toPath: "samples")
    self.mark = Self.marks()
  }

  private static func marks() -> [String: Stamp] {
    var marks: [String: Stamp] = [:]
    let names = FileManager.default.enumerator(atPath: ".")?.compactMap { $0 as? String } ?? []
    for name in names {
      let facts = try? FileManager.default.attributesOfItem(atPath: name)
      guard facts?[.type] as? FileAttributeType == .typeRegular else { continue }
      marks[name] = Stamp(
        size: facts?[.size] as? Int ?? 0,
        changed: facts?[.modificationDate] as? Date ?? .distantPast)
    }
    return marks
  }

}
