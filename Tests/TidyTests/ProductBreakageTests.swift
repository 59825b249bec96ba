import Testing

/// The check of products sees them, however they are spelled.
@Suite struct ProductBreakageTests {

  private func findings(_ text: String) -> [String] {
    ProductChecks.raw([SourceFile(path: "Sources/Tensors/A.swift", text: text)])
  }

  @Test(arguments: [
    "let a = shape.reduce(1, *)", "let a = shape.reduce(1,*)", "let a = b.reduce(size, *)",
    "let a = b.reduce(1) { $0 * $1 }", "let a = b.reduce(1) { x, y in\n  x * c[y]\n}",
    "let a = b.reduce(\n  1, *)",
  ])
  func products(_ text: String) { #expect(findings(text) != []) }

  @Test(arguments: [
    "let a = shape.product", "let a = b.reduce(0, +)", "let a = b.reduce(1, &*)",
    "let a = b.reduce(1) { $0 + $1 }", "// shape.reduce(1, *)",
    "let a = b.reduce(0) { $0 * 31 + $1 }",
  ])
  func noProducts(_ text: String) { #expect(findings(text) == []) }

}
