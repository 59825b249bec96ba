import Testing

@testable import LibraryTarget

/// Calls are C with holes, and layouts two words of letters.
@Suite struct TemplateTests {

  private func shown(_ text: String) -> String {
    CallTemplate(text).filled { "<\(([$0.label] + $0.path).joined(separator: "|"))>" }
  }

  @Test(arguments: [
    ("f({x}, {x.0});", "f(<x>, <x|0>);"), ("{op.strides.1}", "<op|strides|1>"),
    ("a[]{1, 2}", "a[]{1, 2}"), ("{ {x.2}, {y} }", "{ <x|2>, <y> }"),
    ("if (a) { return 0; }", "if (a) { return 0; }"), ("{1}", "{1}"), ("{x.}", "{x.}"),
    ("{", "{"), ("}{x", "}{x"), ("", ""), ("{{x}}", "{<x>}"), ("{x }", "{x }"),
  ])
  func holesAreFilled(_ text: String, _ filled: String) {
    #expect(shown(text) == filled)
  }

  @Test func pointersAreThoseThatAreAskedFor() {
    let call = CallTemplate("f({x}, {y.count}, {x}, {out}, {state})")
    #expect(call.pointers == ["x", "out"])
    #expect(call.keepsState)
    #expect(!CallTemplate("f({x})").keepsState)
  }

  @Test func layoutsAreOrders() {
    #expect(LayoutChange("NCHW->NHWC")?.order == [0, 2, 3, 1])
    #expect(LayoutChange("OIHW->HWIO")?.order == [2, 3, 1, 0])
    #expect(LayoutChange("NC")?.order == [0, 1])
  }

  @Test(arguments: ["", "->", "NCHW->NHW", "NCHW->NHWO", "NN", "NCHW->NCCW", "nc", "N C"])
  func whatIsNoLayoutIsRefused(_ text: String) {
    #expect(LayoutChange(text) == nil)
  }

}
