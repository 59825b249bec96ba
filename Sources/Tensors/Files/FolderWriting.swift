import CFiles
import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Makes the files at these names in the folder at `path` ones of these bytes; the folder is made if
/// there is none, and keeps what else is in it.
///
/// Whoever looks sees all of the old files or all of the new ones, wherever the file system can
/// exchange folders; elsewhere, where other folders lie in it, and where the program itself stands in
/// it, each file is old or new.
/// - Errors: as of one file.
public func writeWhole(
  _ files: [(name: String, bytes: [UInt8])], toFolder path: String
) throws(TensorFileError) {
  try checkName(path)
  var path = path
  while path.count > 1, path.hasSuffix("/") { path.removeLast() }
  if status(of: path) == nil {
    try makeFolders(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "")
    if try writeNewFolder(files, path) { return }
  }
  guard let place = resolved(path) else { throw refused(path) }
  guard isFolder(place) else {
    throw .system("write", path: path, reason: "it is a file, not a folder")
  }
  if try exchange(files, place, path) { return }
  // One after the other, with nothing between their names but the calls that give them.
  var drafts: [Draft] = []
  for file in files {
    let draft = try Draft(in: place, for: "\(path)/\(file.name)")
    try draft.write(file.bytes)
    if let old = status(of: "\(place)/\(file.name)") { draft.takeRights(of: old) }
    drafts.append(draft)
  }
  for (draft, file) in zip(drafts, files) { try draft.finish(as: "\(place)/\(file.name)") }
}

/// A folder without a name of its own yet, gone with its owner unless it gets one.
private final class DraftFolder {

  let path: String
  private let hold: Hold

  /// What is being written, for messages.
  private let target: String

  /// What has become of it.
  enum End {
    case draft
    case named
    case exchanged(for: String)
  }

  var end = End.draft

  /// The names of what may go with it.
  private var known: Set<String>

  init(in folder: String, for target: String) throws(TensorFileError) {
    for number in 0 ..< mostDrafts {
      let path = "\(folder)/.sluice-folder-\(number)"
      Self.removeStale(path)
      let isMade = unsafe mkdir(path, 0o777) == 0
      guard isMade || errno == EEXIST else { throw refused(target) }
      guard isMade, let hold = Self.hold(path) else { continue }
      (self.path, self.target, known) = (path, target, [])
      self.hold = hold
      return
    }
    throw .system("write", path: target, reason: "too many folders are being written beside it")
  }

  private static func hold(_ path: String) -> Hold? {
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    return folder < 0 ? nil : Hold(folder, path)
  }

  /// Removes a draft that a program which is gone has left.
  private static func removeStale(_ path: String) {
    guard fileExists(path), let hold = hold(path) else { return }
    for name in entries(of: path) { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
    // It is held until then, or what is removed might be another's that has been made meanwhile.
    _ = consume hold
  }

  deinit {
    switch end {
    case .draft: remove()
    case .named: break
    case .exchanged:
      // What is called as it was is the folder that was there before, unless another has it by now.
      guard let old = Self.hold(path) else { return }
      remove()
      _ = consume old
    }
  }

  private func remove() {
    for name in entries(of: path) {
      if !known.contains(name), case .exchanged(let place) = end {
        // Another program has put it there meanwhile.
        unsafe link("\(path)/\(name)", "\(place)/\(name)")
      }
      unsafe unlink("\(path)/\(name)")
    }
    unsafe rmdir(path)
  }

  func write(_ file: (name: String, bytes: [UInt8])) throws(TensorFileError) {
    known.insert(file.name)
    let target = "\(target)/\(file.name)"
    let descriptor = unsafe open(
      "\(path)/\(file.name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refused(target) }
    defer { close(descriptor) }
    try writeAll(file.bytes, to: descriptor, target)
    try sync(descriptor, target)
  }

  /// Takes the file `name` of the folder at `place` as one of its own; whether that is possible.
  func share(_ name: String, of place: String) -> Bool {
    known.insert(name)
    return unsafe link("\(place)/\(name)", "\(path)/\(name)") == 0
  }

}

/// Makes the folder `path` with these files; false where there is one by now.
private func writeNewFolder(
  _ files: [(name: String, bytes: [UInt8])], _ path: String
) throws(TensorFileError) -> Bool {
  let draft = try DraftFolder(in: folder(of: path), for: path)
  for file in files { try draft.write(file) }
  sync(folder: draft.path)
  // Over a folder that is empty this is allowed, and over no other.
  if unsafe rename(draft.path, path) == 0 {
    draft.end = .named
    sync(folder: folder(of: path))
    return true
  }
  guard errno == EEXIST || errno == ENOTEMPTY else { throw refused(path) }
  return false
}

/// Puts a folder with the new files and all others in the place of the one that is there; false
/// where that cannot be done in one step.
private func exchange(
  _ files: [(name: String, bytes: [UInt8])], _ place: String, _ path: String
) throws(TensorFileError) -> Bool {
  // Whoever stands in a folder would stand in the old one.
  guard resolved(".") != place, unsafe access(place, W_OK) == 0, let old = plainFiles(in: place),
    let rights = status(of: place), let draft = try? DraftFolder(in: folder(of: place), for: path)
  else { return false }
  let new = Set(files.map(\.name))
  for name in old where !new.contains(name) {
    guard draft.share(name, of: place) else { return false }
  }
  for file in files { try draft.write(file) }
  sync(folder: draft.path)
  _ = unsafe chown(draft.path, rights.st_uid, rights.st_gid)
  guard unsafe chmod(draft.path, rights.st_mode & 0o7777) == 0,
    unsafe cf_exchange(draft.path, place) == 0
  else { return false }
  draft.end = .exchanged(for: place)
  sync(folder: folder(of: place))
  return true
}

/// The names of what is in a folder; nil where that is many files, or something else than files.
private func plainFiles(in folder: String) -> [String]? {
  let names = entries(of: folder)
  let arePlain =
    names.count <= 1000
    && names.allSatisfy { name in
      let status = status(of: "\(folder)/\(name)", followsLinks: false)
      return (status?.st_mode ?? 0) & S_IFMT == S_IFREG
    }
  return arePlain ? names : nil
}

/// The names of what is in the folder at `path`, in no order; none where it cannot be read.
public func entries(of path: String) -> [String] {
  guard !path.utf8.contains(0), let listing = unsafe opendir(path) else { return [] }
  defer { unsafe closedir(listing) }
  var names: [String] = []
  while let entry = unsafe readdir(listing) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
      unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
