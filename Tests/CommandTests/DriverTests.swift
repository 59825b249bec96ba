import Commands
import Debugger
import Diagnostics
import Foundation
import Simulation
import Support
import Testing

/// A device behind a library: a simulator in C, written by itself, that is right, and ones that are
/// not.
@Suite(.enabled(if: DriverLibrary.hasCompiler, "there is no C compiler"), .serialized)
struct DriverTests {

  private static func withLibrary<Result>(
    _ body: (DriverLibrary) throws -> Result
  ) throws -> Result {
    let library = try DriverLibrary()
    defer { library.remove() }
    return try body(library)
  }

  private static func compare(
    _ path: String, in scene: CommandInfo.Scene, _ flags: String = ""
  ) -> Reply {
    var interpreter = Headless.interpreter(in: scene)
    return interpreter.perform("driver compare \(path) \(flags)")
  }

  /// The number of the first instruction whose listing begins so.
  private static func first(_ text: String, in scene: CommandInfo.Scene) throws -> Int {
    var interpreter = Headless.interpreter(in: scene)
    let listing = interpreter.perform("stream list --asm").result["lines"]?.elements ?? []
    return try #require(listing.firstIndex { $0.text?.hasPrefix(text) == true }, "`\(text)`")
  }

  private static func run(_ reply: Reply) throws -> JSON {
    try #require(reply.result["runs"]?.elements?.first, "\(reply.terminalText)")
  }

  @Test(arguments: [CommandInfo.Scene.stream, .ended, .finished, .lowered])
  func anIndependentSimulatorAgrees(_ scene: CommandInfo.Scene) throws {
    try Self.withLibrary { library in
      let path = try library.build("right")
      let reply = Self.compare(path, in: scene)
      #expect(reply.failure == nil, "\(reply.terminalText)")
      let run = try Self.run(reply)
      #expect(run["verdict"]?.text == "same")
      #expect(run["memories"] == .flag(true))
      #expect(run["probes"]?.integer == 1)
      #expect(reply.diagnostics.contains { $0.message.contains("`\(path)` is loaded") })
    }
  }

  /// What is wrong in an instruction is found in the first one that does it, whichever unit runs it.
  @Test(arguments: [
    ("case MAX: return a > b ? a : b", "case MAX: return b", "alu max"),
    ("case MIN: return a < b ? a : b", "case MIN: return b", "alu min"),
    ("(uint32_t)b);\n    case SHR", "(uint32_t)b + 4096);\n    case SHR", "alu add"),
    (
      "return amount >= 0 ? value >> amount", "return amount >= 0 ? (value >> amount) + 1",
      "alu shr"
    ),
    (
      "memset(device->acc[to], 0, sizeof device->acc[to]);\n        } else if",
      "device->acc[to][3] = 7;\n        } else if", "gemm"
    ),
    ("target[lane] = (uint8_t)sums[lane]", "target[lane] = (uint8_t)~sums[lane]", "store"),
  ])
  func theFirstWrongInstructionIsNamed(_ old: String, _ new: String, _ text: String) throws {
    try Self.withLibrary { library in
      let path = try library.build("wrong", [.init(old: old, new: new)])
      let reply = Self.compare(path, in: .finished)
      #expect(reply.failure == .mismatch)
      let run = try Self.run(reply)
      #expect(run["verdict"]?.text == "differs", "\(reply.terminalText)")
      let culprit = try #require(run["culprit"])
      #expect(culprit["text"]?.text?.lowercased().hasPrefix(text) == true, "\(reply.terminalText)")
      #expect(culprit["first"] == .flag(true))
      #expect(culprit["graph"]?.elements?.isEmpty == false)
      let difference = try #require(run["differences"]?.elements?.first)
      let value = try #require(difference["values"]?.elements?.first)
      #expect(value["expected"] != value["found"])
      #expect(difference["memory"]?.text == (text == "store" ? "dram" : "acc"))
    }
  }

  /// Where every instruction of a kind is wrong, it is the first of that kind.
  @Test func theFirstOfAKindIsNamedByItsNumber() throws {
    try Self.withLibrary { library in
      let path = try library.build(
        "sum",
        [.init(old: "(uint32_t)b);\n    case SHR", new: "(uint32_t)b + 4096);\n    case SHR")])
      let run = try Self.run(Self.compare(path, in: .finished))
      #expect(try run["culprit"]?["insn"]?.integer == Self.first("alu add", in: .finished))
    }
  }

  /// One bit that flips somewhere is found where it flips, whatever becomes of it behind that: it may
  /// be overwritten, or spread.
  @Test(arguments: [CommandInfo.Scene.finished, .stream])
  func aBitThatFlipsIsFoundWhereItFlips(_ scene: CommandInfo.Scene) throws {
    try Self.withLibrary { library in
      var interpreter = Headless.interpreter(in: scene)
      let listing = interpreter.perform("stream list --asm").result["lines"]?.elements ?? []
      let computing = listing.indices.filter { index in
        let text = listing[index].text ?? ""
        return ["gemm", "alu", "load uop", "load acc"].contains { text.hasPrefix($0) }
          && !text.contains("] 0 x 0 ")
      }
      var random = SplitMix64(seed: 7)
      var found = 0
      for _ in 0 ..< 6 {
        let place = Int.random(in: 0 ..< computing.count, using: &random)
        let path = try library.build(
          "flipping\(place)",
          [
            .init(
              old: "  const char *problem = perform(device, word);",
              new: """
                  static int done;
                  const char *problem = perform(device, word);
                  uint32_t opcode = bits(word, 0, 3);
                  int is_real = opcode == GEMM || opcode == ALU || (opcode == LOAD && bits(word, 80, 16));
                  if (is_real && unit_of(word) == COMPUTER && done++ == \(place))
                    device->acc[5][2] ^= 0x40000000;
                """)
          ])
        let reply = Self.compare(path, in: scene)
        let run = try Self.run(reply)
        guard run["verdict"]?.text != "same" else { continue }
        found += 1
        #expect(run["verdict"]?.text == "differs", "\(reply.terminalText)")
        #expect(run["culprit"]?["insn"]?.integer == computing[place], "\(reply.terminalText)")
        let value = run["differences"]?.elements?.first?["values"]?.elements?.first
        #expect(value?["place"]?.text == "acc[5][2]")
      }
      #expect(found > 0)
    }
  }

  /// What has no effect on the results is found where each instruction is looked at.
  @Test func whatIsOverwrittenIsFoundOnRequest() throws {
    try Self.withLibrary { library in
      let path = try library.build(
        "small", [.init(old: "(uint32_t)b);\n    case SHR", new: "(uint32_t)b + 1);\n    case SHR")]
      )
      let run = try Self.run(Self.compare(path, in: .finished, "--each"))
      #expect(run["verdict"]?.text == "differs")
      #expect(try run["culprit"]?["insn"]?.integer == Self.first("alu add", in: .finished))
      let right = try Self.run(Self.compare(try library.build("right"), in: .finished, "--each"))
      #expect(right["verdict"]?.text == "same")
      #expect(right["probes"]?.integer == 2)
    }
  }

  /// Of a device that only shows DRAM the memory is seen that results are stored from.
  @Test func aDeviceWithoutAViewOfItsMemoriesIsCompared() throws {
    try Self.withLibrary { library in
      let hidden = DriverLibrary.Change(old: "SLUICE_READS_MEMORIES, open", new: "0, open")
      let right = try Self.run(Self.compare(try library.build("right", [hidden]), in: .finished))
      #expect(right["verdict"]?.text == "same")
      #expect(right["memories"] == .flag(false))
      let path = try library.build(
        "wrong", [hidden, .init(old: "case MAX: return a > b ? a : b", new: "case MAX: return b")])
      let reply = Self.compare(path, in: .finished)
      let run = try Self.run(reply)
      #expect(run["culprit"]?["text"]?.text?.hasPrefix("ALU max") == true, "\(reply.terminalText)")
      #expect(run["stored"]?.text == "out")
      #expect(run["differences"]?.elements?.first?["memory"]?.text == "out")
    }
  }

  @Test(arguments: [
    ("*(volatile int *)8 = 1;", "crashes in `run`: SIGSEGV"),
    ("abort();", "crashes in `run`: SIGABRT"),
    ("exit(3);", "ends its process in `run`, with the exit code 3"),
    ("for (;;) continue;", "does not come back from `run` in 1 s"),
    (
      "return \"the vector unit is\\nout of order\";", "refuses in `run`: the vector unit is out of"
    ),
  ])
  func whatADriverFailsAtIsNamed(_ code: String, _ phrase: String) throws {
    try Self.withLibrary { library in
      let path = try library.build(
        "failing",
        [
          .init(
            old: "case ALU: return compute(device, word, 0);",
            new: "case ALU: printf(\"at a vector\\n\"); \(code) return compute(device, word, 0);")
        ])
      let reply = Self.compare(path, in: .finished, "--timeout 1")
      #expect(reply.failure == .mismatch)
      let run = try Self.run(reply)
      #expect(run["verdict"]?.text == "fails", "\(reply.terminalText)")
      #expect(run["failure"]?.text?.contains(phrase) == true, "\(reply.terminalText)")
      #expect(run["printed"]?.elements?.last?.text == "at a vector")
      #expect(try run["culprit"]?["insn"]?.integer == Self.first("alu", in: .finished))
    }
  }

  /// Units that lose tokens are right one behind the other.
  @Test func whatIsWrongOnlyTogetherIsNoInstruction() throws {
    try Self.withLibrary { library in
      let path = try library.build(
        "forgetful",
        [
          .init(
            old: "device->tokens[queues[push]]++", new: "device->tokens[queues[push]] = 1")
        ])
      let listing = library.folder.appending(path: "two.asm")
      try Data(
        """
        load inp[0x000] <- dram[0x200] 1 x 1 stride 1 push_next
        load wgt[0x000] <- dram[0x020] 1 x 1 stride 1 push_next
        load uop[0x000] <- dram[0x800] 0 x 0 stride 0 pop_prev
        load uop[0x000] <- dram[0x800] 0 x 0 stride 0 pop_prev
        finish

        """.utf8
      ).write(to: listing)
      var interpreter = Headless.interpreter(in: .stream)
      #expect(interpreter.perform("assemble \(listing.path)").failure == nil)
      let reply = interpreter.perform("driver compare \(path)")
      #expect(reply.failure == .mismatch)
      #expect(try Self.run(reply)["verdict"]?.text == "order", "\(reply.terminalText)")
      #expect(reply.terminalText.contains("every unit waits"), "\(reply.terminalText)")
    }
  }

  @Test func aDeviceThatIsWrongFromTheStartSaysSo() throws {
    try Self.withLibrary { library in
      let path = try library.build(
        "deaf", [.init(old: "  memcpy(target, bytes, count);", new: "  (void)bytes;")])
      let reply = Self.compare(path, in: .finished)
      #expect(try Self.run(reply)["verdict"]?.text == "beginning", "\(reply.terminalText)")
      let broken = try library.build(
        "broken", [.init(old: "*given = device;", new: "return \"no cable\";")])
      let other = Self.compare(broken, in: .finished)
      #expect(other.terminalText.contains("refuses in `open`: no cable"), "\(other.terminalText)")
    }
  }

  // MARK: Libraries that are no drivers

  @Test func whatIsNoDriverIsRefusedWithAWayOut() throws {
    try Self.withLibrary { library in
      let head = "SLUICE_DRIVER_HEAD, SLUICE"
      let magic = "{'s', 'l', 'u', 'i', 'c', 'e', 'd', 0}"
      let cases: [(path: String, said: [String])] = [
        (
          try library.build(
            "newer", [.init(old: head, new: "\(magic), 2, sizeof(struct sluice_driver), SLUICE")]),
          ["speaks version 2 of the interface", "version 1 is spoken here", "`driver header`"]
        ),
        (
          try library.build("small", [.init(old: head, new: "\(magic), 1, 24, SLUICE")]),
          ["has 24 bytes instead of 64", "build it again"]
        ),
        (
          try library.build("other", [.init(old: head, new: "{\"other\"}, 1, 64, SLUICE")]),
          ["is not the table of a driver", "SLUICE_DRIVER_HEAD"]
        ),
        (
          try library.build(
            "part", [.init(old: "write_dram, run, read", new: "write_dram, 0, read")]),
          ["has no `run`", "each function of the table"]
        ),
        (
          try library.build("none", text: "int nothing;\n"),
          ["has no symbol `sluice_driver`", "`driver header`"]
        ),
        (
          try library.build(
            "open", text: "int missing(void);\nint call(void) { return missing(); }\n"),
          ["undefined symbol: missing", "-lNAME"]
        ),
        (
          try library.build(
            "bomb", text: "__attribute__((constructor)) static void f(void) { __builtin_trap(); }\n"
          ),
          ["crashes while it is loaded", "SIG"]
        ),
        (library.folder.appending(path: "newer.c").path, ["can not be loaded", "`cc -shared"]),
        (library.folder.appending(path: "absent.so").path, ["there is no driver"]),
      ]
      for (path, said) in cases {
        let reply = Self.compare(path, in: .stream)
        #expect(reply.failure != nil)
        let isThere = FileManager.default.fileExists(atPath: path)
        #expect(reply.terminalText.contains("in a process of its own") == isThere)
        for part in said {
          #expect(reply.terminalText.contains(part), "\(path): \(reply.terminalText)")
        }
      }
    }
  }

  @Test func nothingIsLoadedInSafeMode() throws {
    try Self.withLibrary { library in
      let mark = library.folder.appending(path: "loaded").path
      let path = try library.build(
        "marked",
        text: """
          #include <fcntl.h>
          __attribute__((constructor)) static void f(void) { open("\(mark)", O_CREAT, 0600); }

          """)
      var interpreter = Headless.interpreter(in: .stream)
      #expect(interpreter.perform("set safe on").failure == nil)
      let reply = interpreter.perform("driver compare \(path)")
      #expect(reply.failure == .command)
      #expect(reply.terminalText.contains("`safe` is on"), "\(reply.terminalText)")
      #expect(interpreter.perform("set safe off").failure != nil)
      #expect(!FileManager.default.fileExists(atPath: mark))
      _ = Self.compare(path, in: .stream)
      #expect(FileManager.default.fileExists(atPath: mark))
    }
  }

  /// What hangs ends when the user wants it to, long before its time is up.
  @Test func aDriverThatHangsIsInterrupted() throws {
    try Self.withLibrary { library in
      let path = try library.build(
        "hanging",
        [.init(old: "  uint64_t next[UNITS]", new: "  for (;;) continue;\n  uint64_t next[UNITS]")])
      var interpreter = Headless.interpreter(in: .stream)
      let start = Date()
      interpreter.session.interruption = Interruption { Date().timeIntervalSince(start) > 0.3 }
      let reply = interpreter.perform("driver compare \(path) --timeout 1000")
      #expect(reply.failure == .interrupted)
      #expect(Date().timeIntervalSince(start) < 60)
    }
  }

  // MARK: Descriptions

  @Test func aDescriptionNamesItsDriver() throws {
    try Self.withLibrary { library in
      _ = try library.build("right")
      let text = try String(
        contentsOfFile: Headless.root + "/samples/targets/vta.yaml", encoding: .utf8)
      let file = library.folder.appending(path: "mine.yaml")
      try Data((text + "\ndriver: right.so\n").utf8).write(to: file)
      var interpreter = Headless.interpreter()
      for line in [
        "target use \(file.path)", "stream load samples/streams/gemm", "driver compare",
      ] {
        let reply = interpreter.perform(line)
        #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
      }
      #expect(
        interpreter.perform("target show").result["driver"]?.text
          == library.folder.appending(path: "right.so").path)
      var other = Headless.interpreter(in: .stream)
      let reply = other.perform("driver")
      #expect(reply.terminalText.contains("`vta` has no driver"), "\(reply.terminalText)")
      #expect(reply.terminalText.contains("`driver: FILE`"), "\(reply.terminalText)")
    }
  }

  @Test func theHeaderIsCopied() throws {
    try Self.withLibrary { library in
      var interpreter = Headless.interpreter()
      let source = try String(
        contentsOf: library.folder.appending(path: "sluice_driver.h"), encoding: .utf8)
      let reply = interpreter.perform("driver header")
      #expect(reply.result["text"]?.text == source)
      let file = library.folder.appending(path: "copy.h")
      #expect(interpreter.perform("driver header \(file.path)").failure == nil)
      #expect(try String(contentsOf: file, encoding: .utf8) == source)
      #expect(source.split(separator: "\n").count < 80, "it is more than a page")
    }
  }

}
