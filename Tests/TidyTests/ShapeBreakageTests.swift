import Testing

/// Each check of sizes, names and state sees a breach, and nothing in what is none.
@Suite struct ShapeBreakageTests {

  private func source(_ text: String, _ path: String = "Sources/Canvas/A.swift") -> [SourceFile] {
    [SourceFile(path: path, text: text)]
  }

  @Test func longFiles() {
    let line = "let a = 1\n"
    #expect(ShapeChecks.longFiles(source(String(repeating: line, count: 400))) == [])
    #expect(ShapeChecks.longFiles(source(String(repeating: line, count: 401))) != [])
    #expect(ShapeChecks.longFiles(source(String(repeating: line, count: 400) + "let b = 2")) != [])
  }

  @Test(arguments: [
    "func f() {", "struct A { func f() {", "struct A { init(a: Int = 1) {",
    "struct A { subscript(i: Int) -> Int {", "extension A { var a: Int {",
    "struct A { var a: Int { get {", "final class A { deinit {",
    "enum A { static let a = Command(\"a\") {", "let a = { (b: Int) in",
    "struct A { var a = 1 { didSet {",
    "func f(a: () -> Void = {}) -> [Int] where A: B {", "extension A { private func + (a: A) {",
  ])
  func longFunctions(_ head: String) {
    let open = head.count { $0 == "{" } - head.count { $0 == "}" }
    func text(_ lines: Int) -> String {
      head + String(repeating: "\n  f()", count: lines - 2) + "\n"
        + String(repeating: "}", count: open)
    }
    #expect(ShapeChecks.longFunctions(source(text(60))) == [])
    #expect(ShapeChecks.longFunctions(source(text(61))) != [])
    let c = "static void f(int a)\n{" + String(repeating: "\n  g();", count: 60) + "\n}"
    #expect(ShapeChecks.longFunctions(source(c, "Sources/CKernels/a.c")) != [])
  }

  @Test func longTypesAndTables() {
    let row = "\n  (1, \"}\", { $0 }),"
    let table = "struct A {\n let a = [" + String(repeating: row, count: 80) + "\n]\n}"
    let functions = "struct A {" + String(repeating: "\n  func f() {\n  }", count: 80) + "\n}"
    #expect(ShapeChecks.longFunctions(source(table)) == [])
    #expect(ShapeChecks.longFunctions(source(functions)) == [])
  }

  @Test(arguments: [
    "let a = try! f()", "let a = b as! Int", "let a = b!", "let a = b!.c", "let a = f()!",
    "b[1]!.c()",
    "var a: Int!", "let a = \"\\(b!)\"", "let a = \"b\"!", "f(a!, b)", "let a = b?.c!",
    "let a = [Int]!",
    "let a = try!\n  f()",
  ])
  func forced(_ text: String) {
    #expect(ShapeChecks.forced(source(text)) != [])
  }

  @Test(arguments: [
    "let a = !b", "let a = b != c", "let a = b!=c", "// b!", "let a = \"b!\"", "f(!a, !b)",
    "let a = try? f()", "let a = b as? Int", "guard !a else { return }", "let a = b !== c",
  ])
  func notForced(_ text: String) {
    #expect(ShapeChecks.forced(source(text)) == [])
  }

  @Test(arguments: [
    "var a = 1", "public var a = 1", "private var a: Int = 1", "var a: [Int]",
    "var a = 1 { didSet {} }",
    "package nonisolated(unsafe) var a = 1", "nonisolated(unsafe) let a = 1",
    "struct A { static var a = 1 }", "struct A { public static var a: Int = 1 }",
    "struct A {\n  static\n  var a = 1\n}", "extension A { static var a: Int = { 1 }() }",
    "struct A { struct B { static var a = 1 } }", "struct A { static let shared = A() }",
    "let a = Mutex(1)", "struct A { static let a = Mutex<[Int]>([]) }",
    "let a: Atomic<Int> = .init(1)",
    "final class A {}\nlet a = A()", "actor A {}\nextension B { static let a = A.init() }",
    "@MainActor var a = 1", "@TaskLocal static var a = 1", "lazy var a = f()",
    "struct A { nonisolated(unsafe) static var a = 1 }", "var (a, b) = (1, 2)",
    "struct A { static var a: Int = 1 { willSet {} } }",
  ])
  func globals(_ text: String) {
    #expect(ShapeChecks.globals(source(text)) != [])
  }

  @Test(arguments: [
    "let a = 1", "var a: Int { 1 }", "struct A { var a = 1 }", "struct A { static let a = 1 }",
    "struct A { static var a: Int { 1 } }", "func f() { var a = 1 }",
    "let a = { var b = 1; return b }",
    "struct A { static let a = f { var b = 1 } }", "protocol A { static var a: Int { get } }",
    "struct A { static var a: Int {\n get { 1 }\n } }", "struct A { let a = Mutex(1) }",
    "// var a = 1",
    "struct A { func f() { if let a { var b = 1 } } }",
    "final class A { static let size = 1 }\nlet a = A.size",
  ])
  func noGlobals(_ text: String) {
    #expect(ShapeChecks.globals(source(text)) == [])
  }

  @Test(arguments: [
    "struct Canvas {}", "enum Debugger {}", "typealias Panes = [Int]", "public protocol Passes {}",
    "struct A { struct Tensors {} }", "actor Terminal {}", "protocol A { associatedtype ISA }",
  ])
  func typesNamedLikeTargets(_ text: String) {
    #expect(ShapeChecks.typesNamedLikeTargets(source(text), Repository.manifest) != [])
  }

  @Test(arguments: [
    "extension Canvas {}", "struct CanvasPart {}", "let Canvas = 1", "// struct Canvas {}",
  ])
  func typesNamedOtherwise(_ text: String) {
    #expect(ShapeChecks.typesNamedLikeTargets(source(text), Repository.manifest) == [])
  }

  @Test(arguments: [
    "final class A {}", "public class A: B {}", "actor A {}", "struct B { class A {} }",
  ])
  func objects(_ text: String) {
    #expect(ShapeChecks.objects(source(text, "Sources/Debugger/A.swift")) != [])
    #expect(ShapeChecks.objects(source(text, "Sources/Terminal/A.swift")) == [])
  }

  @Test func valuesAreNoObjects() {
    let text = "struct A { class func f() {} }\nprotocol B: AnyObject {}\n// class A {}"
    #expect(ShapeChecks.objects(source(text, "Sources/Debugger/A.swift")) == [])
  }

  private static let session =
    "struct Session { var a = 1\n var b: Int?\n static var s: Int { 1 }\n var c: Int { a } }"

  @Test func valuesOfATypeAreStored() {
    #expect(SliceChecks.values(of: "Session", in: source(Self.session)) == ["a", "b"])
  }

  @Test(arguments: [
    ("extension Session { var d: Int { a + b + e } }", true),
    ("extension Session { func f() { self.a = b; e = 1 } }", true),
    ("extension Session { func f() { a = b.e } }", false),
    ("extension Session { func f() { let e = 1; g(a: e, b) } }", false),
    ("extension Other { var d: Int { a + b + e } }", false),
    ("extension Session { // e\n var d: Int { a + b } }", false),
  ])
  func slices(_ text: String, _ isWide: Bool) {
    let found = SliceChecks.wideSlices(
      source(text), of: "Session", values: ["a", "b", "e"], most: 2)
    #expect(found.isEmpty != isWide)
  }

  @Test(arguments: [
    ("A", "struct B {}"), ("A+Topic", "struct B {}"), ("A", "private struct A {}\nstruct B {}"),
    ("A+Topic", "extension B {}"), ("A", "// struct A {}\nstruct B {}"), ("Main", "struct B {}"),
  ])
  func filesNamedOtherwise(_ name: String, _ text: String) {
    #expect(ShapeChecks.names(source(text, "Sources/Canvas/\(name).swift")) != [])
  }

  @Test(arguments: [
    ("A", "struct A {}\nstruct B {}"), ("A+Topic", "extension A {}"), ("AList", "let a = [1]"),
    ("Main", "@main struct B {}"), ("A+Conformances", "extension Int: A {}"),
    ("A+Topic", "extension B.A {}"), ("A", "extension B {}"),
  ])
  func filesNamedAfterTypes(_ name: String, _ text: String) {
    #expect(ShapeChecks.names(source(text, "Sources/Canvas/\(name).swift")) == [])
  }

  @Test func rootsThatAreNotBare() {
    #expect(ShapeChecks.root(["Sources", ".git", "Package.resolved"]) == [])
    #expect(ShapeChecks.root(["Sources", "notes.txt"]) == ["notes.txt"])
  }

}
