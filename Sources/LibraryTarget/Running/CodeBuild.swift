import CLibraries
import Diagnostics
import GraphIR
import Support
import TargetKit
import Tensors

/// Compiles C to a library and loads it.
struct CodeBuild {

  let library: LibraryDescription

  /// The region, for messages and the names of files.
  let name: String

  /// What is tried, in order.
  var compilers = ["cc", "gcc", "clang"]

  /// - Errors: there is no compiler, the compiler refuses the code, or the library can not be
  ///   loaded; `interrupted` where the user does not want to wait.
  func load(_ source: String, _ symbols: [String]) throws(Diagnostic) -> LoadedCode {
    let folder = try makeFolder()
    let files = (source: "\(folder)/region.c", log: "\(folder)/log", code: "\(folder)/region.so")
    defer {
      for file in [files.source, files.log, files.code] { unsafe cl_remove_file(file) }
      unsafe cl_remove_folder(folder)
    }
    do throws(TensorFileError) {
      try writeWhole(Array(source.utf8), toFile: files.source)
    } catch {
      throw Diagnostic(error)
    }
    try compile(files.source, to: files.code, log: files.log)
    return try open(files.code, symbols)
  }

  private func makeFolder() throws(Diagnostic) -> String {
    var path = [CChar](repeating: 0, count: 1 << 12)
    let error = unsafe path.withUnsafeMutableBufferPointer {
      unsafe cl_make_folder($0.baseAddress, $0.count)
    }
    guard error == 0 else {
      throw .error("no folder for the code of `@\(name)` can be made", hints: ["set TMPDIR"])
    }
    return String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func compile(_ source: String, to code: String, log: String) throws(Diagnostic) {
    let words =
      ["-shared", "-fPIC", "-std=gnu17", "-O2"] + library.compile + ["-o", code, source]
      + library.link + ["-lm"]
    for compiler in compilers {
      let process = unsafe cl_start(([compiler] + words).joined(separator: "\n"), log)
      guard process > 0 else { continue }
      guard try wait(process) == 0 else { throw refusal(compiler, log) }
      return
    }
    throw .error(
      "no C compiler is here, which regions of `\(library.common.name)` need to run",
      hints: ["`apt install gcc` brings one", "`undo`: the host computes the region then"])
  }

  /// The status of a process that has ended.
  private func wait(_ process: Int32) throws(Diagnostic) -> Int32 {
    var status: Int32 = 0
    while unsafe !cl_wait(process, 10, &status) {
      guard Interruption.current.isRequested else { continue }
      cl_end(process)
      try Interruption.current.check()
    }
    return status
  }

  private func refusal(_ compiler: String, _ log: String) -> Diagnostic {
    let said = (try? readFile(log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let lines = said.split(separator: "\n").filter { $0.contains("error") || $0.contains("cannot") }
    let isMissing = lines.contains { $0.contains("No such file") || $0.contains("not found") }
      || said.contains("cannot find -l") || said.contains("unable to find library")
    let target = library.common.name
    var hints = ["`undo`: the host computes the region then"]
    if !library.package.isEmpty {
      hints.insert("`apt install \(library.package)` brings what `\(target)` needs", at: 0)
    }
    return .error(
      isMissing
        ? "the library of `\(target)` is not here" : "`\(compiler)` refuses the C of `@\(name)`",
      notes: lines.prefix(6).map(String.init), hints: hints)
  }

  private func open(_ code: String, _ symbols: [String]) throws(Diagnostic) -> LoadedCode {
    var said = [CChar](repeating: 0, count: 1 << 10)
    let opened = unsafe said.withUnsafeMutableBufferPointer {
      unsafe UInt(bitPattern: cl_open(code, $0.baseAddress, $0.count))
    }
    guard opened != 0 else {
      let why = String(
        decoding: said.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw .error(
        "the code of `@\(name)` can not be loaded: \(why)",
        hints: library.package.isEmpty ? [] : ["`apt install \(library.package)`"])
    }
    let functions = symbols.map { symbol in
      unsafe UInt(bitPattern: cl_symbol(UnsafeMutableRawPointer(bitPattern: opened), symbol))
    }
    let loaded = LoadedCode(library: opened, functions: functions)
    if let index = functions.firstIndex(of: 0) {
      throw .error("the code of `@\(name)` has no function `\(symbols[index])`")
    }
    return loaded
  }

}
