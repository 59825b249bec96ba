import Glibc

/// The lines that were typed, kept in a file that only its owner can read.
///
/// Every line is appended when it is entered, so that sessions at the same time all keep theirs.
public struct HistoryFile: Sendable {

  /// Where the lines are kept; nil where they are not kept.
  public let path: String?

  private let limit: Int

  public init(path: String?, limit: Int = 2000) {
    self.path = path
    self.limit = limit
  }

  /// `$SLUICE_HISTORY` (empty for none), else `sluice/history` in the user's state folder.
  public init(in environment: Environment) {
    if let chosen = environment["SLUICE_HISTORY"] {
      self.init(path: chosen.isEmpty ? nil : chosen)
    } else {
      self.init(path: environment.stateFolder.map { $0 + "/history" })
    }
  }

  /// The lines, oldest first, each of them once, at the place of its last use.
  public var lines: [String] {
    guard let path, let bytes = read(path) else { return [] }
    var seen: Set<String> = []
    let newestFirst = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .reversed().map(String.init).filter { seen.insert($0).inserted }
    return newestFirst.prefix(limit).reversed()
  }

  /// Appends `line`; where that is not possible it is not kept.
  public func append(_ line: String) {
    guard let path, !line.isEmpty, !line.contains("\n") else { return }
    makeFolders(of: path)
    write(line + "\n", to: path, O_WRONLY | O_CREAT | O_APPEND)
  }

  /// Writes the file anew without lines that are there twice or too old.
  public func compact() {
    guard let path, let bytes = read(path) else { return }
    let kept = lines
    let text = kept.map { $0 + "\n" }.joined()
    guard text.utf8.count < bytes.count else { return }
    let draft = path + ".new"
    write(text, to: draft, O_WRONLY | O_CREAT | O_TRUNC)
    _ = unsafe rename(draft, path)
  }

  private func makeFolders(of path: String) {
    guard unsafe access(path, F_OK) != 0 else { return }
    for (index, character) in zip(path.indices, path) where character == "/" {
      if index > path.startIndex { _ = unsafe mkdir(String(path[..<index]), 0o700) }
    }
  }

  private func read(_ path: String) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(file, $0.baseAddress, $0.count)
      }
      guard count > 0, bytes.count < 1 << 24 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  private func write(_ text: String, to path: String, _ flags: Int32) {
    let file = unsafe open(path, flags | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = fchmod(file, 0o600)
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
  }

}
