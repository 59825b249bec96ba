import CFiles
import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is open to be read: a regular one, or a pipe that somebody writes to.
@safe struct OpenFile: ~Copyable {

  let path: String
  private let descriptor: Int32
  private let status: stat

  /// What the system says that the file has; a file of the system itself may have more than 0.
  /// - Units: bytes.
  var count: Int { isPipe ? 0 : Int(status.st_size) }

  private var isPipe: Bool { status.st_mode & S_IFMT == S_IFIFO }

  /// More than this is not taken from what does not say how long it is.
  private static let unknownLimit = 1 << 30

  /// Opens the file at `path` without waiting for anybody.
  /// - Errors: there is no such file, or it is of another kind.
  init(_ path: String, allowsPipe: Bool = true) throws(TensorFileError) {
    guard !path.utf8.contains(0) else {
      throw .system("open", path: path, reason: "the name has a byte that is 0")
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      let reason = errno == ENXIO ? "it is a socket or a device, not a file" : lastReason()
      throw .system("open", path: path, reason: reason)
    }
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    let kind = status.st_mode & S_IFMT
    guard isKnown, kind == S_IFREG || allowsPipe && kind == S_IFIFO else {
      let reason = isKnown ? Self.name(of: kind) : lastReason()
      close(descriptor)
      throw .system("read", path: path, reason: reason)
    }
    self.path = path
    self.descriptor = descriptor
    self.status = status
  }

  deinit { close(descriptor) }

  private static func name(of kind: mode_t) -> String {
    switch kind {
    case S_IFDIR: "it is a folder"
    case S_IFIFO: "it is a pipe, not a regular file"
    default: "it is a device, not a regular file"
    }
  }

  /// Reads into `target` from the start; returns how many bytes there were.
  /// - Errors: the file is changed meanwhile; the system refuses.
  func fill(_ target: UnsafeMutableRawBufferPointer) throws(TensorFileError) -> Int {
    var done = 0
    while done < target.count {
      let part = min(target.count - done, 1 << 24)
      let slice = unsafe UnsafeMutableRawBufferPointer(rebasing: target[done ..< done + part])
      let got = try unsafe next(into: slice)
      // Some files of the system have less than they say.
      if got == 0 { break }
      done += got
    }
    var now = stat()
    let isSame =
      unsafe fstat(descriptor, &now) == 0 && now.st_size == status.st_size
      && now.st_mtim.tv_sec == status.st_mtim.tv_sec
      && now.st_mtim.tv_nsec == status.st_mtim.tv_nsec
    guard isSame else {
      throw .system("read", path: path, reason: "it was changed while it was read")
    }
    return done
  }

  /// All bytes up to the end, wherever that is.
  /// - Errors: the system refuses; nobody writes to a pipe; there are too many.
  func rest() throws(TensorFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let limit = min(Self.unknownLimit, MemoryBudget.current.limit)
    while true {
      let got = try nextOf(&chunk)
      guard got > 0 else { break }
      bytes += chunk[..<got]
      guard bytes.count <= limit else {
        throw .tooLarge("`\(path)` does not end after \(byteText(bytes.count))")
      }
    }
    // Whoever wrote to a pipe without a name may be done; to another one somebody may still come.
    guard !bytes.isEmpty || !isPipe || cf_is_nameless_pipe(descriptor) else {
      throw .system("read", path: path, reason: "it is a pipe that nobody writes to")
    }
    return bytes
  }

  private func nextOf(_ chunk: inout [UInt8]) throws(TensorFileError) -> Int {
    var result = Result<Int, TensorFileError>.success(0)
    unsafe chunk.withUnsafeMutableBytes { buffer in
      do throws(TensorFileError) {
        result = .success(try unsafe next(into: buffer))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// Some bytes; 0 at the end. Waits for whoever writes to a pipe.
  private func next(into buffer: UnsafeMutableRawBufferPointer) throws(TensorFileError) -> Int {
    let interruption = Interruption.current
    while true {
      guard !interruption.isRequested else { throw .interrupted }
      let got = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      if got >= 0 { return got }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&polled, 1, 50)
      default: throw .system("read", path: path, reason: lastReason())
      }
    }
  }

}

/// The bytes of the file or the pipe at `path`, as they are now.
/// - Errors: it cannot be opened or read, or takes more memory than there may be.
public func readFile(_ path: String) throws(TensorFileError) -> [UInt8] {
  let file = try OpenFile(path)
  guard file.count > 0 else { return try file.rest() }
  try checkMemory(for: file.count, "`\(path)`")
  var failure: TensorFileError?
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: file.count) { buffer, count in
    do throws(TensorFileError) {
      count = try unsafe file.fill(UnsafeMutableRawBufferPointer(buffer))
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  return bytes
}

/// - Errors: `count` bytes for `what` are more than the memory budget allows.
func checkMemory(for count: Int, _ what: String) throws(TensorFileError) {
  let limit = MemoryBudget.current.limit
  // Small ones are not asked about: the budget is for what a user would miss.
  guard count > max(limit, 1 << 16) else { return }
  throw .tooLarge(
    "\(what) takes \(byteText(count)), more than the \(byteText(limit)) that are allowed")
}

/// What the path `path` leads to, without links; nil where it leads nowhere.
func resolved(_ path: String) -> String? {
  guard !path.utf8.contains(0), let found = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(found) }
  return unsafe String(cString: found)
}

/// Whether there is something at `path`, whatever it is.
public func fileExists(_ path: String) -> Bool { status(of: path, followsLinks: false) != nil }

/// Whether there is a folder at `path`, or a link to one.
public func isFolder(_ path: String) -> Bool {
  (status(of: path)?.st_mode ?? 0) & S_IFMT == S_IFDIR
}

/// What the system says of what is at `path`; nil where nothing is.
func status(of path: String, followsLinks: Bool = true) -> stat? {
  guard !path.utf8.contains(0) else { return nil }
  var status = stat()
  let result = unsafe followsLinks ? stat(path, &status) : lstat(path, &status)
  return result == 0 ? status : nil
}
