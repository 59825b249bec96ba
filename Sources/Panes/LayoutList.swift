import Canvas

/// The layouts of a screen that has room, in the order of F2.
let allLayouts: [Layout] = [
  Layout(
    name: "debug",
    split: .down([
      (
        .weight(42),
        .across([(62, .pane("IR")), (82, .pane("PROGRAM")), (56, .pane("UNITS & TOKENS"))])
      ),
      (.weight(30), .across([(90, .pane("SRAM & DMA")), (110, .pane("MEMORY"))])),
      (.weight(28), .pane("COMMAND")),
    ])),
  Layout(
    name: "compile",
    split: .down([
      (.weight(60), .across([(60, .pane("IR")), (40, .pane("PROGRAM"))])),
      (.weight(40), .pane("COMMAND")),
    ])),
  Layout(
    name: "memory",
    split: .down([
      (.weight(30), .across([(50, .pane("SRAM & DMA")), (50, .pane("PROGRAM"))])),
      (.weight(45), .pane("MEMORY")), (.weight(25), .pane("COMMAND")),
    ])),
  Layout(
    name: "timeline",
    split: .down([
      (.weight(25), .pane("TIMELINE")),
      (.weight(45), .across([(60, .pane("PROGRAM")), (40, .pane("UNITS & TOKENS"))])),
      (.weight(30), .pane("COMMAND")),
    ])),
  Layout(
    name: "teach",
    split: .down([
      (.weight(50), .across([(50, .pane("PROGRAM")), (50, .pane("COMMAND"))])),
      (.weight(50), .across([(50, .pane("SRAM & DMA")), (50, .pane("UNITS & TOKENS"))])),
    ])),
]

/// The layouts of a screen of about 80 × 24, in the order of F2.
let smallLayouts: [Layout] = [
  Layout(
    name: "debug",
    split: .down([
      (.weight(10), .across([(44, .pane("PROGRAM")), (36, .pane("STATE"))])),
      (.cells(6), .pane("SRAM & DMA")), (.weight(6), .pane("COMMAND")),
    ]), framesCommand: false),
  Layout(
    name: "compile",
    split: .down([(.weight(16), .pane("IR")), (.weight(6), .pane("COMMAND"))]),
    framesCommand: false),
  Layout(
    name: "memory",
    split: .down([
      (.cells(6), .pane("SRAM & DMA")), (.weight(10), .pane("MEMORY")),
      (.weight(6), .pane("COMMAND")),
    ]), framesCommand: false),
  Layout(
    name: "timeline",
    split: .down([
      (.cells(7), .pane("TIMELINE")), (.weight(9), .pane("PROGRAM")),
      (.weight(6), .pane("COMMAND")),
    ]), framesCommand: false),
]

/// The panes of a screen that has room for one at a time; their names fit on one line of it.
let singlePanes = ["PROGRAM", "STATE", "IR", "SRAM & DMA", "MEMORY", "COMMAND"]

extension Split<String> {

  fileprivate static func pane(_ title: String) -> Self { .leaf(title) }

  fileprivate static func down(_ parts: [(Share, Self)]) -> Self {
    .parts(.down, parts.map { Part($0, $1) })
  }

  fileprivate static func across(_ parts: [(Int, Self)]) -> Self {
    .parts(.across, parts.map { Part(.weight($0), $1) })
  }

}
