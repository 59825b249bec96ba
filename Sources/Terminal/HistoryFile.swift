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
    guard let path else { return [] }
    let file = open(path, O_RDONLY)
    defer { close(file) }
    return lines(of: file)
  }

  /// Appends `line`; where that is not possible it is not kept.
  public func append(_ line: String) {
    guard let path, !line.isEmpty, !line.contains("\n"), line.utf8.count <= Self.longestLine
    else { return }
    makeFolders(of: path)
    let bytes = Array((line + "\n").utf8)
    for attempt in 0 ... Self.mostAttempts {
      let file = open(path, O_WRONLY | O_CREAT | O_APPEND)
      defer { close(file) }
      // Another session may write the file anew just now, without this line.
      guard isHeld(file, path) || attempt == Self.mostAttempts else {
        _ = poll(nil, 0, 5)
        continue
      }
      _ = fchmod(file, 0o600)
      _ = write(bytes, to: file)
      return
    }
  }

  /// How often a line is tried to be appended while another session has the file.
  private static let mostAttempts = 20

  /// Whether the file is this session's alone now and still called `path`.
  private func isHeld(_ file: Int32, _ path: String) -> Bool {
    var (mine, named) = (stat(), stat())
    return unsafe flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &mine) == 0
      && stat(path, &named) == 0 && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
  }

  /// Writes the file anew without lines that are there twice or too old. Where that is not possible
  /// it stays as it is.
  public func compact() {
    guard let path else { return }
    let file = open(path, O_RDWR)
    defer { close(file) }
    guard isHeld(file, path) else { return }
    let text = lines(of: file).map { $0 + "\n" }.joined()
    guard text.utf8.count < size(of: file) else { return }
    // Whoever has the file locked has the draft, also that of a program that is gone.
    let draftPath = path + ".new"
    let draft = open(draftPath, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
    defer { close(draft) }
    let isWritten = draft >= 0 && write(Array(text.utf8), to: draft) && fsync(draft) == 0
    let isDone = unsafe isWritten ? rename(draftPath, path) == 0 : false
    if !isDone { unsafe unlink(draftPath) }
  }

  private func makeFolders(of path: String) {
    guard unsafe access(path, F_OK) != 0 else { return }
    for (index, character) in zip(path.indices, path) where character == "/" {
      if index > path.startIndex { _ = unsafe mkdir(String(path[..<index]), 0o700) }
    }
  }

  /// So much of a file is read that no prompt waits for it.
  private static let mostBytes = 1 << 20

  /// A longer line is none that somebody typed.
  private static let longestLine = 1 << 14

  private func lines(of file: Int32) -> [String] {
    guard file >= 0 else { return [] }
    var seen: Set<String> = []
    var newestFirst: [String] = []
    for bytes in end(of: file).split(separator: 10).reversed() where newestFirst.count < limit {
      guard bytes.count <= Self.longestLine else { continue }
      let line = String(decoding: bytes, as: UTF8.self)
      if seen.insert(line).inserted { newestFirst.append(line) }
    }
    return newestFirst.reversed()
  }

  /// The end of the file, where the newest lines are.
  private func end(of file: Int32) -> [UInt8] {
    let size = size(of: file)
    let count = min(size, Self.mostBytes)
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(file, $0.baseAddress, count, off_t(size - count))
    }
    bytes.removeLast(count - max(0, got))
    // The first line may have begun before.
    if count < size { bytes.removeFirst((bytes.firstIndex(of: 10) ?? bytes.count - 1) + 1) }
    return bytes
  }

  private func size(of file: Int32) -> Int {
    var status = stat()
    return unsafe fstat(file, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The regular file at `path`, for its owner alone where it is new; -1 where there is none.
  private func open(_ path: String, _ flags: Int32) -> Int32 {
    let file = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
    var status = stat()
    guard file >= 0 else { return -1 }
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(file)
      return -1
    }
    return file
  }

  /// Whether the file has all of `bytes` now.
  private func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(file, $0.baseAddress, $0.count)
    }
    return count == bytes.count
  }

}
