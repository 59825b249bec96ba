import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes the file at `path` one of `bytes`.
///
/// Whoever looks sees the file that was there or the new one, whole, though the program be killed
/// or the disk full: the bytes go into a draft beside it, which takes its name at the end. What is
/// no regular file, such as a pipe, is written to as it is.
/// - Errors: The system refuses to open or to write it; what was there is then still there.
public func writeWhole(_ bytes: [UInt8], toFile path: String) throws(TensorFileError) {
  try checkName(path)
  if let stream = ownDescriptor(path) { return try writeAll(bytes, to: stream, path) }
  // A link stays one: what it leads to is written.
  let place = resolved(path) ?? path
  let old = status(of: place)
  if let old, old.st_mode & S_IFMT != S_IFREG {
    try writeThrough(bytes, to: path)
    return
  }
  if old != nil, unsafe access(place, W_OK) != 0 { throw refused(path) }
  let draft = try Draft(in: folder(of: place), for: path)
  try draft.write(bytes)
  if let old { draft.takeRights(of: old) }
  try draft.finish(as: place)
}

/// Makes the folder at `path` and those that it lies in, where they are missing.
/// - Errors: The system refuses.
public func makeFolders(_ path: String) throws(TensorFileError) {
  try checkName(path)
  var ends = path.indices.filter { path[$0] == "/" && $0 > path.startIndex }
  ends.append(path.endIndex)
  for end in ends where !path.isEmpty {
    let part = String(path[..<end])
    if isFolder(part) { continue }
    guard unsafe mkdir(part, 0o777) == 0 || errno == EEXIST else {
      throw .system("make the folder", path: part, reason: lastReason())
    }
  }
}

/// What is known to be one writer's alone while it holds it: others pass it over, and remove what a
/// program that is gone has left.
@safe struct Hold: ~Copyable {

  let descriptor: Int32

  /// Takes what is open as `descriptor` and called `path`; nil where another has it.
  init?(_ descriptor: Int32, _ path: String) {
    var mine = stat()
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &mine) == 0,
      let named = status(of: path, followsLinks: false), named.st_ino == mine.st_ino,
      named.st_dev == mine.st_dev
    else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

}

/// How many writers there may be in one folder.
let mostDrafts = 10_000

/// A file without a name of its own yet, gone with its owner unless it gets one.
final class Draft {

  private let path: String
  private let hold: Hold

  /// What is being written, for messages.
  private let target: String
  private var isNamed = false

  /// A new file in `folder`.
  init(in folder: String, for target: String) throws(TensorFileError) {
    for number in 0 ..< mostDrafts {
      let path = "\(folder)/.sluice-\(number)"
      Self.removeStale(path)
      let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard file >= 0 || errno == EEXIST else { throw refused(target) }
      guard file >= 0, let hold = Hold(file, path) else { continue }
      (self.path, self.target) = (path, target)
      self.hold = hold
      return
    }
    throw .system("write", path: target, reason: "too many files are being written beside it")
  }

  /// Removes a draft that a program which is gone has left.
  private static func removeStale(_ path: String) {
    guard let old = status(of: path, followsLinks: false), old.st_mode & S_IFMT == S_IFREG
    else { return }
    let file = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0, let hold = Hold(file, path) else { return }
    unsafe unlink(path)
    // It is held until then, or what is removed might be another's that has been made meanwhile.
    _ = consume hold
  }

  deinit { if !isNamed { unsafe unlink(path) } }

  func write(_ bytes: [UInt8]) throws(TensorFileError) {
    try writeAll(bytes, to: hold.descriptor, target)
  }

  /// Gives it the owner and the rights of the file that it replaces, as far as that is allowed.
  func takeRights(of old: stat) {
    _ = fchown(hold.descriptor, old.st_uid, old.st_gid)
    _ = fchmod(hold.descriptor, old.st_mode & 0o7777)
  }

  /// Gives it the name `place`, once the disk has it.
  func finish(as place: String) throws(TensorFileError) {
    try sync(hold.descriptor, target)
    guard unsafe rename(path, place) == 0 else { throw refused(target) }
    isNamed = true
    sync(folder: folder(of: place))
  }

}

// MARK: - Bytes

/// Writes to what is no regular file, without waiting for anybody to read it.
private func writeThrough(_ bytes: [UInt8], to path: String) throws(TensorFileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
  guard descriptor >= 0 else {
    guard errno == ENXIO else { throw refused(path) }
    throw .system("write", path: path, reason: "nobody reads from it")
  }
  defer { close(descriptor) }
  try writeAll(bytes, to: descriptor, path)
}

/// What this process has open already, where `path` is such a name of it.
private func ownDescriptor(_ path: String) -> Int32? {
  switch path {
  case "/dev/stdout": return 1
  case "/dev/stderr": return 2
  default:
    let places = ["/dev/fd/", "/proc/self/fd/"]
    guard let place = places.first(where: { path.hasPrefix($0) }),
      let number = Int32(path.dropFirst(place.count)), number >= 0
    else { return nil }
    return number
  }
}

func writeAll(
  _ bytes: [UInt8], to descriptor: Int32, _ target: String
) throws(TensorFileError) {
  let interruption = Interruption.current
  var start = 0
  while start < bytes.count {
    guard !interruption.isRequested else { throw .interrupted }
    let part = min(bytes.count - start, 1 << 24)
    let written = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, part)
    }
    if written < 0 && errno == EAGAIN {
      var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&polled, 1, 50)
    } else if written < 0 && errno != EINTR {
      throw refused(target)
    }
    start += max(0, written)
  }
}

/// - Errors: the disk does not take what was written.
func sync(_ descriptor: Int32, _ target: String) throws(TensorFileError) {
  guard fsync(descriptor) == 0 || errno == EINVAL else { throw refused(target) }
}

func sync(folder: String) {
  let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  _ = fsync(descriptor)
  close(descriptor)
}

// MARK: - Names

/// The folder that `path` is in.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// - Errors: a name with a byte that is 0 would be cut there.
func checkName(_ path: String) throws(TensorFileError) {
  guard !path.utf8.contains(0) else {
    throw .system("write", path: path, reason: "the name has a byte that is 0")
  }
}

/// What the call that failed last says.
func refused(_ path: String) -> TensorFileError {
  .system("write", path: path, reason: lastReason())
}
