import Canvas

extension Workbench {

  /// What every pane offers at the bottom.
  var globalHints: [KeyHint] {
    [
      KeyHint("i", "stepi"), KeyHint("c", "cont"), KeyHint("I C", "back"), KeyHint("F2", "layout"),
      KeyHint("/", "find"), KeyHint("s n o f", "step"), KeyHint("Tab 1-7", "pane"),
      KeyHint("z", "zoom"), KeyHint("Space", "play"), KeyHint("u d", "level"),
      KeyHint("D", "diff"), KeyHint("m '", "marks"), KeyHint("y", "copy"),
    ]
  }

  /// What is always in sight.
  var lastingHints: [KeyHint] {
    [KeyHint(":", "cmd"), KeyHint("?", "help"), KeyHint("q", "prompt")]
  }

  /// What the command line offers.
  var typingHints: [KeyHint] {
    [
      KeyHint("Enter", "run"), KeyHint("Tab", "complete"), KeyHint("Ctrl-R", "search history"),
      KeyHint("Up", "history"), KeyHint("Esc", "back to keys"),
    ]
  }

  /// The lines of help: the pane with the keys first, then all keys, then all panes.
  var helpText: [StyledText] {
    let own = (pane(focus)?.hints ?? []).map { line($0.key, $0.summary, "") }
    let keys = keymap.bindings.map { binding in
      line(binding.key.description, binding.summary, binding.action.commandText)
    }
    let panes = allPanes.map { pane in
      StyledText(pane.title, .title).padded(to: 16) + StyledText(pane.summary)
    }
    return [StyledText("In \(focus)", .title)] + own + ["", StyledText("Everywhere", .title)] + keys
      + [line("Ctrl-X a", "back to the prompt", ""), line("Ctrl-C", "stop what runs", "")]
      + [line("Ctrl-Z", "suspend", ""), "", StyledText("Panes", .title)] + panes
  }

  private func line(_ key: String, _ summary: String, _ command: String) -> StyledText {
    StyledText("  ") + StyledText(key, .key).padded(to: 11) + StyledText(summary).padded(to: 44)
      + StyledText(command, .dim)
  }

}

extension Action {
  /// The command that the key is, where it is one.
  fileprivate var commandText: String {
    switch self {
    case .perform(let line): line
    case .compose(let text): text.isEmpty ? "" : text + "…"
    default: ""
    }
  }
}
