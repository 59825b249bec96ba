import Canvas
import Commands
import Diagnostics
import Panes
import Terminal

/// Shows a workbench on a screen and gives it the keys.
struct ScreenLoop {

  /// Why the loop ended.
  enum End { case prompt, quit(Int32), terminated }

  private let screen: Screen

  init(_ screen: Screen) { self.screen = screen }

  /// Runs until the user goes back to the prompt or quits.
  func run(_ console: inout Console, _ bench: inout Workbench) -> End {
    while true {
      bench.resize(columns: screen.columns, rows: screen.rows)
      screen.show(bench.draw(console.inspected), cursor: bench.cursor)
      var request = Request.redraw
      switch screen.next(milliseconds: bench.patience) {
      case .key(let key): request = bench.handle(key, in: console.inspected)
      case .timeout: request = bench.tick()
      case .resize, .interrupt: bench.interrupt()
      case .terminated: return .terminated
      }
      if let end = answer(request, &console, &bench) { return end }
    }
  }

  private func answer(
    _ request: Request, _ console: inout Console, _ bench: inout Workbench
  ) -> End? {
    switch request {
    case .redraw: return nil
    case .repaint: screen.invalidate()
    case .leave: return .prompt
    case .compose(let text): bench.compose(text)
    case .complete(let line, let cursor): bench.take(console.completer(line, cursor))
    case .perform(let line): return perform(line, &console, &bench)
    }
    return nil
  }

  private func perform(_ line: String, _ console: inout Console, _ bench: inout Workbench) -> End? {
    let screen = screen
    let reply = console.perform(line, pause: { screen.stopIfAsked() })
    let output = reply.lines + reply.diagnostics.flatMap(\.styledLines)
    bench.show(output, of: line, failed: reply.failure != nil)
    switch reply.request {
    case .quit(let code): return .quit(code)
    case .clear: bench.clear()
    case .shell(let text):
      screen.outside {
        Shell.run(text)
        console.output.write("press Enter to go back ")
        var reader = PlainReader()
        _ = reader.readLine(prompt: "")
      }
    case .screen, nil: break
    }
    return nil
  }

}
