import Testing

/// Each rule about words sees a breach, however it is spelled, and nothing in what is none.
@Suite struct WordBreakageTests {

  private func findings(_ rule: HouseRules.WordRule, _ path: String, _ text: String) -> [String] {
    WordChecks.words([SourceFile(path: "Sources/" + path, text: text)], rule)
  }

  @Test(arguments: [
    "let a = unsafe b", "func f(_ a: UnsafeRawPointer) {}", "a.withUnsafeBytes { $0 }",
    "final class A: @unchecked Sendable {}", "nonisolated(unsafe) let a = 1", "a[unchecked: 1]",
    "let a = unsafeBitCast(b, to: Int.self)", "let a = malloc(1)", "let a = Glibc.malloc(1)",
    "let f = malloc", "let a = \"\\(unsafe b)\"", "a.bindMemory(to: Int.self)",
    "var a: OpaquePointer",
    "@_silgen_name(\"ioctl\") func f()", "@_extern(c) func f()",
    "let a = Unmanaged.passRetained(b)",
    "mmap(nil, 1, 2, 3, 4, 5)", "dlsym(a, \"f\")", "a.unsafelyUnwrapped",
  ])
  func unsafeCode(_ text: String) {
    #expect(findings(HouseRules.unsafeCode, "Canvas/A.swift", text) != [])
    #expect(findings(HouseRules.unsafeCode, "Terminal/A.swift", text) == [])
  }

  @Test(arguments: [
    "// unsafe", "/* UnsafePointer */", "let a = \"unsafe\"", "func free(_ a: Int) {}; free(1)",
    "a.free(1)", "f(free: 1)", "let free = 1\nlet b = free", "let safe = 1",
  ])
  func safeCode(_ text: String) {
    #expect(findings(HouseRules.unsafeCode, "Canvas/A.swift", text) == [])
  }

  @Test(arguments: [
    "isatty(1)", "let f = isatty", "ioctl(0, TIOCGWINSZ, a)", "tcsetattr(0, 1, a)",
    "var a = termios()",
    "print(a)", "Swift.print(a)", "func print() { Swift.print(1) }", "debugPrint(a)", "dump(a)",
    "readLine()", "FileHandle.standardOutput.write(a)", "let a = stdout", "getenv(\"HOME\")",
    "let a = environment[\"TERM\"]", "let a = KEY_UP", "signal(SIGINT, a)", "let a = Process()",
    "open(\"/dev/tty\")", "fputs(a, b)", "let a = \"\\(isatty(1))\"",
  ])
  func terminals(_ text: String) {
    #expect(findings(HouseRules.terminals, "Panes/A.swift", text) != [])
    #expect(findings(HouseRules.terminals, "Terminal/A.swift", text) == [])
  }

  @Test(arguments: [
    "// isatty(1)", "let a = \"print\"", "func print(_ a: Int) {}\nprint(1)", "a.print(1)",
    "enum Process {}\nlet a = Process.self", "case signal(Int)", "f(system: 1)",
  ])
  func noTerminals(_ text: String) {
    #expect(findings(HouseRules.terminals, "Panes/A.swift", text) == [])
  }

  @Test(arguments: [
    "open(path, O_RDONLY)", "let a = fopen(path, \"w\")", "rename(a, b)", "Glibc.rename(a, b)",
    "FileManager.default.createFile(atPath: a, contents: b)", "String(contentsOfFile: a)",
    "let a = OutputStream(toFileAtPath: b, append: true)", "let f = mkstemp",
  ])
  func files(_ text: String) {
    #expect(findings(HouseRules.files, "Debugger/A.swift", text) != [])
    #expect(findings(HouseRules.files, "Tensors/Files/A.swift", text) == [])
  }

  @Test(arguments: [
    "// fopen(a)", "a.rename(b)", "func rename(_ a: Int) {}\nrename(1)", "f(link: 1)",
    "let a = \"O_RDONLY\"",
  ])
  func noFiles(_ text: String) {
    #expect(findings(HouseRules.files, "Debugger/A.swift", text) == [])
  }

  @Test(arguments: [
    "let a = ContinuousClock.now", "let a = ContinuousClock().now", "let a = Date()",
    "let a: SuspendingClock.Instant", "let a = DispatchTime.now()", "time(nil)", "clock()",
    "clock_gettime(CLOCK_MONOTONIC, a)", "let a = Foundation.Date()", "let a = \"\\(Date())\"",
    "gettimeofday(a, nil)", "let a = ProcessInfo.processInfo.systemUptime", "usleep(1)",
  ])
  func clocks(_ text: String) {
    #expect(findings(HouseRules.clocks, "Simulation/A.swift", text) != [])
    #expect(findings(HouseRules.clocks, "Decoupled/Machine/A.swift", text) != [])
  }

  @Test(arguments: [
    "// Date()", "let a = \"Date\"", "let a = time(of: b)", "let clock = 1\nlet b = clock",
    "a.time(1)", "func time(_ a: Int) {}",
  ])
  func noClocks(_ text: String) {
    #expect(findings(HouseRules.clocks, "Simulation/A.swift", text) == [])
  }

  @Test func clocksInC() {
    #expect(findings(HouseRules.clocks, "CKernels/a.c", "int f() { return __rdtsc(); }") != [])
    #expect(findings(HouseRules.clocks, "CKernels/a.c", "int f() { return time(0); }") != [])
    #expect(findings(HouseRules.chance, "CKernels/a.c", "int f(p) { return (uintptr_t)p; }") != [])
    #expect(findings(HouseRules.chance, "CKernels/a.c", "// uintptr_t rand()\n") == [])
  }

  @Test(arguments: [
    "var a = SystemRandomNumberGenerator()", "let a = rand()", "let a = arc4random()",
    "let a = ObjectIdentifier(b)", "let a = b.hashValue", "let a = UUID().uuidString",
    "let a = Unmanaged.passUnretained(b).toOpaque()", "let a = getpid()",
    "let a = Int.random(in: 0 ..< 4, using: &SystemRandomNumberGenerator.shared)",
  ])
  func chance(_ text: String) {
    #expect(findings(HouseRules.chance, "Simulation/A.swift", text) != [])
  }

  @Test(arguments: ["enum A { case fifo, random }", "let random = 1", "// rand()", "a.rand()"])
  func noChance(_ text: String) {
    #expect(findings(HouseRules.chance, "Simulation/A.swift", text) == [])
  }

  @Test(arguments: [
    "let a = Int.random(in: 0 ... 4)", "let a = Bool.random()", "let a: Int = .random(in: b)",
    "let a = b.shuffled()", "b.shuffle()", "let a = b.randomElement()",
    "let a = \"\\(Int.random(in: 0 ... 4))\"", "let a = Int\n  .random(\n    in: 0 ... 4)",
  ])
  func chanceWithoutAGenerator(_ text: String) {
    #expect(WordChecks.chance([SourceFile(path: "Sources/Passes/A.swift", text: text)]) != [])
  }

  @Test(arguments: [
    "let a = Int.random(in: 0 ... 4, using: &b)", "let a = b.shuffled(using: &c)",
    "let a = Policy.random(seed: 1)", "case .random(let seed): 1", "// Bool.random()",
    "func random() {}", "let a = \"Bool.random()\"",
  ])
  func chanceWithAGenerator(_ text: String) {
    #expect(WordChecks.chance([SourceFile(path: "Sources/Passes/A.swift", text: text)]) == [])
  }

  @Test func addresses() {
    let text = "let a = UInt(bitPattern: b), c = UInt64(bitPattern: d)"
    let machine = SourceFile(path: "Sources/Decoupled/Machine/A.swift", text: text)
    #expect(WordChecks.addresses([machine]).count == 1)
    #expect(WordChecks.addresses([SourceFile(path: "Sources/Tensors/A.swift", text: text)]) == [])
  }

  @Test(arguments: ["fatalError()", "precondition(a > 1)", "preconditionFailure()", "assert(a)"])
  func traps(_ text: String) {
    #expect(findings(HouseRules.traps, "ONNXImport/A.swift", text) != [])
    #expect(findings(HouseRules.traps, "GraphIR/A.swift", text) == [])
  }

  @Test(arguments: [
    "var session: Session", "func f(_ a: inout Session) {}", "let a = Interpreter(b)",
    "func f(_ a: Debugger.Session) {}",
  ])
  func frontEnds(_ text: String) {
    #expect(findings(HouseRules.frontEnds, "Panes/A.swift", text) != [])
    #expect(findings(HouseRules.frontEnds, "Commands/A.swift", text) == [])
  }

  @Test(arguments: [
    "import Decoupled", "let a = DecoupledDevice()", "let a = timing[.gemmInterval, of: b]",
    "case .gemm: 1",
  ])
  func families(_ text: String) {
    #expect(findings(HouseRules.families, "TargetKit/A.swift", text) != [])
    #expect(findings(HouseRules.families, "Debugger/A.swift", text) != [])
    #expect(findings(HouseRules.families, "Decoupled/A.swift", text) == [])
    #expect(findings(HouseRules.families, "Debugger/A.swift", "// gemm") == [])
  }

  @Test(arguments: [
    "let a = \"\\u{1b}[0m\"", "let a = \"\\u{1B}[0m\"", "let a = \"\\u{001B}\"",
    "let a = \"\\u{9b}0m\"", "let a = \"\u{1b}[0m\"", "let a = UnicodeScalar(27)",
    "let a = Character(Unicode.Scalar(27))", "let a: UInt8 = 0x1b", "let a: UInt8 = 0x1_B",
    "let a = 0o33", "let a = #\"\\u{1b}\"#", "let a = \"\\\\e[0m\"",
    "let a = \"\"\"\n  \\u{1b}\n  \"\"\"", "let a = \"\\(f(\"\\u{1b}\"))\"",
  ])
  func escapes(_ text: String) {
    #expect(WordChecks.escapes([SourceFile(path: "Sources/Canvas/A.swift", text: text)]) != [])
    #expect(WordChecks.escapes([SourceFile(path: "Sources/Terminal/A.swift", text: text)]) == [])
  }

  @Test func escapesInC() {
    let text = "char *a = \"\\033[0m\";"
    #expect(WordChecks.escapes([SourceFile(path: "Sources/CKernels/a.c", text: text)]) != [])
  }

  @Test(arguments: [
    "// \\u{1b}", "let a = 27", "let a = \"[0m\"", "let a = UInt8(0x1c)", "let a = \"\\u{fffd}\"",
  ])
  func noEscapes(_ text: String) {
    #expect(WordChecks.escapes([SourceFile(path: "Sources/Canvas/A.swift", text: text)]) == [])
  }

  @Test(arguments: [
    "let vta = 1", "let isVTA = true", "struct VTAConfig {}", "let vtaConfig = 1",
    "let a = \"vta\"",
    "let a = \"VTA_config.json\"", "let a = 1 // fine\nlet b = \"vta\" // vta",
    "let a = \"\"\"\n  a vta b\n  \"\"\"", "let a = #\"vta\"#", "case vta(Int)", "a.vta",
    "let a = \"v\" + \"ta\"", "let a = \"v\\u{74}a\"", "let a = \"\\(b.vta)\"", "let a = `vta`",
    "let a = #/vta/#", "let a = \"evta.conv2d\"",
  ])
  func namesOfTargets(_ text: String) {
    let file = SourceFile(path: "Sources/Commands/A.swift", text: text)
    #expect(WordChecks.targetNames([file], ["vta"]) != [])
  }

  @Test(arguments: [
    "// vta", "/* vta */", "/// Such as `vta`.\nlet a = 1", "let v = \"ta\"", "let a = 1",
  ])
  func noNamesOfTargets(_ text: String) {
    let file = SourceFile(path: "Sources/Commands/A.swift", text: text)
    #expect(WordChecks.targetNames([file], ["vta"]) == [])
  }

  @Test func namesStandInDescriptions() {
    #expect(HouseRules.namesOfTargets("a: b\nname: vta # one\nunits:\n  - name: load") == ["vta"])
    let c = SourceFile(path: "Sources/CKernels/a.c", text: "int vta_gemm; // vta")
    #expect(WordChecks.targetNames([c], ["vta"]).count == 1)
  }

  @Test(arguments: ["/// A tensor.", "struct GraphArena {}", "let tensors = 1", "let a = \"ONNX\""])
  func wordsOfTheDomain(_ text: String) {
    #expect(WordChecks.domain([SourceFile(path: "Sources/Support/A.swift", text: text)]) != [])
    #expect(WordChecks.domain([SourceFile(path: "Sources/Canvas/A.swift", text: text)]) == [])
  }

  @Test func wordsOfNone() {
    let text = "/// A paragraph of instructive photographs."
    #expect(WordChecks.domain([SourceFile(path: "Sources/Support/A.swift", text: text)]) == [])
  }

  @Test func namesAreCutIntoWords() {
    #expect(parts(of: "isVTAConfig2_old") == ["is", "vta", "config", "2", "old"])
  }

}
