import Foundation

/// What inputs are made from: the samples of the package, and files that the user names.
struct Corpus {

  /// The folder of the package.
  let root: String

  /// A folder with more files, if one is given.
  let extra: String?

  /// Larger files cost more time than they find faults.
  private static let largestFile = 100_000

  /// The files of the folder `name` among the samples, and of the user's, whose names end so.
  func files(in name: String, endingIn endings: String...) -> [[UInt8]] {
    let own = found(in: "\(root)/samples/\(name)", endings)
    return own + (extra.map { found(in: $0, endings) } ?? [])
  }

  func texts(in name: String, endingIn ending: String) -> [String] {
    files(in: name, endingIn: ending).map { String(decoding: $0, as: UTF8.self) }
  }

  private func found(in folder: String, _ endings: [String]) -> [[UInt8]] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let wanted = names.filter { name in endings.contains { name.hasSuffix($0) } }.sorted()
    return wanted.compactMap { name -> [UInt8]? in
      let path = "\(folder)/\(name)"
      let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
      guard size > 0, size <= Self.largestFile else { return nil }
      return FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }.prefix(40).map { $0 }
  }

}
