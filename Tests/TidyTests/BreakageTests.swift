import Testing

/// Each check sees a breach of its rule, however it is spelled, and nothing in what is none.
@Suite struct BreakageTests {

  /// A text that stands at a path, and what a check has to say of it.
  struct Sample: CustomStringConvertible {
    let path: String
    let text: String

    init(_ path: String, _ text: String) {
      self.path = "Sources/" + path
      self.text = text
    }

    var file: SourceFile { SourceFile(path: path, text: text) }
    var description: String { "\(path): \(text)" }
  }

  private func manifest(_ rows: String) -> Manifest {
    Manifest(SourceFile(path: "Package.swift", text: rows))
  }

  // MARK: - Layers

  @Test(arguments: [
    #"layer("A", "B"), layer("B")"#, #"layer("A", "A")"#, #"layer("A", "CEdit")"#,
    #"layer("A", "CKernels")"#, #"layer("A"), /* layer("B"), */ layer("C", "B")"#,
  ])
  func rowsOutOfOrder(_ rows: String) {
    #expect(LayerChecks.order(manifest(rows)) != [])
  }

  @Test func rowsInOrder() {
    let rows = #"layer("A"), layer("B", "A"), layer("Terminal", "CEdit", settings: ["C"])"#
    #expect(LayerChecks.order(manifest(rows)) == [])
  }

  @Test(arguments: [
    "import Debugger", "public import Debugger", "package import Debugger",
    "internal import Debugger", "fileprivate import Debugger", "private import Debugger",
    "@_exported import Debugger", "@_exported import Support", "@testable import Support",
    "@testable import Debugger", "@preconcurrency import Debugger",
    "@_spi(Inside) public import Support", "@_spi(Inside) @preconcurrency import Debugger",
    "@_implementationOnly import Support", "import struct Debugger.Session",
    "import func Debugger.open", "import let Debugger.all", "import Debugger.Views",
    "import Support; import Debugger", "import\n  Debugger", "import /* a */ Debugger",
    "import `Debugger`", "  import Debugger", "#if os(Linux)\nimport Debugger\n#endif",
    "import CKernels", "import CEdit", "import CNcurses", "import CTerminalShims", "import CZlib",
    "import CMemory",
    "import Glibc", "import Musl", "import Darwin", "import func Glibc.isatty", "import Foundation",
    "import class Foundation.FileHandle", "import FoundationEssentials", "import Dispatch",
    "import Synchronization", "import Yams", "import OrderedCollections", "import Sluce",
    "let a = \"\"\"\n  \\(1)\n  \"\"\"\nimport Debugger", "/* /* */ */ import Debugger",
    "let a = #\"\\\"#\nimport Debugger",
  ])
  func importsThatMayNotBe(_ text: String) {
    #expect(LayerChecks.imports([Sample("Canvas/A.swift", text).file], Repository.manifest) != [])
  }

  @Test(arguments: [
    "import Support", "public import Diagnostics", "// import Debugger", "/* import Debugger */",
    "/* /* */ import Debugger */", "let a = \"import Debugger\"", "f(import: Debugger)",
    "let a = \"\"\"\n  import Debugger\n  \"\"\"", "let a = #\"\\\"# // import Debugger",
    "let a = #/import Debugger/#", "let a = .import",
  ])
  func importsThatMayBe(_ text: String) {
    #expect(LayerChecks.imports([Sample("Canvas/A.swift", text).file], Repository.manifest) == [])
  }

  @Test func aFolderWithoutARow() {
    let file = Sample("Extra/A.swift", "import Support").file
    #expect(LayerChecks.imports([file], Repository.manifest) != [])
  }

  @Test(arguments: ["#include <termios.h>", "#  include <sys/ioctl.h>", "#include \"curses.h\""])
  func headersOfTheTerminal(_ text: String) {
    let kernels = Sample("CKernels/a.c", text).file
    let shims = Sample("CTerminalShims/a.c", text).file
    #expect(LayerChecks.imports([kernels], Repository.manifest) != [])
    #expect(LayerChecks.imports([shims], Repository.manifest) == [])
  }

  @Test(arguments: [
    Sample("sluice/Main.swift", "import Glibc\n_ = getppid()"),
    Sample("sluice/Main.swift", "import Glibc\n_ = Glibc.write(1, a, 2)"),
    Sample("Tensors/Storage.swift", "import Glibc\nlet a = ioctl(0, TIOCGWINSZ, b)"),
    Sample("Tensors/Storage.swift", "import Glibc\nlet a = open(path, O_RDONLY)"),
    Sample("Tensors/Storage.swift", "import func Glibc.isatty\nlet a = isatty (1)"),
    Sample("Tensors/Files/Deflate.swift", "import CZlib\nlet a = gzopen(a, b)"),
    Sample("Simulation/Cells/Page.swift", "import Glibc\nlet a = time(nil)"),
    Sample("Simulation/Cells/Page.swift", "import Glibc\nlet a = errno"),
    Sample("Simulation/Timeline.swift", "import CMemory\nlet a = mmap(b)"),
    Sample("Decoupled/A.swift", "import CKernels\nlet a = puts(b)"),
  ])
  func usesOfTheSystem(_ sample: Sample) {
    #expect(Platform.uses([sample.file]) != [])
  }

  @Test(arguments: [
    Sample("sluice/Main.swift", "import Glibc\nGlibc.exit(2)"),
    Sample("Tensors/Storage.swift", "import Glibc\nlet a = unsafe calloc(1, 2)"),
    Sample("Terminal/A.swift", "import Glibc\nlet a = tcsetattr(0, 1, b)"),
    Sample("Canvas/A.swift", "let a = write(b)"),
    Sample(
      "Tensors/Storage.swift",
      "import Glibc\nfunc f(of g: () -> Void) { if (a) { g() }; h.write(1) }; let a = min(1, 2)"),
  ])
  func usesThatMayBe(_ sample: Sample) {
    #expect(Platform.uses([sample.file]) == [])
  }

}
