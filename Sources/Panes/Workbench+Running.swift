public import Canvas

extension Workbench {

  /// Why the workbench is not shown any more.
  public enum End: Sendable, Hashable {
    /// The user wants the prompt.
    case prompt
    /// The user wants the program to end with this exit code.
    case exit(Int32)
    /// Something else ends the program.
    case terminated
  }

  /// Shows the workbench on `display` and gives it the keys until the user leaves.
  public mutating func run(on display: some Display, with engine: inout some Engine) -> End {
    while true {
      resize(columns: display.columns, rows: display.rows)
      adapt(to: engine.inspected)
      display.show(draw(engine.inspected), cursor: cursor)
      var request = Request.redraw
      switch display.next(milliseconds: patience) {
      case .key(let key): request = handle(key, in: engine.inspected)
      case .timeout: request = tick()
      case .resize, .interrupt: interrupt()
      case .terminated: return .terminated
      }
      switch request {
      case .redraw: break
      case .repaint: display.invalidate()
      case .copy(let text): display.copy(text)
      case .leave: return .prompt
      case .compose(let text): compose(text)
      case .complete(let line, let cursor): take(engine.completion(of: line, at: cursor))
      case .perform(let line):
        let answer = engine.answer(line)
        if let code = answer.exitCode { return .exit(code) }
        if answer.clears {
          clear()
        } else {
          show(answer.lines, of: line, failed: answer.isFailure)
          pauseWhereItStops(engine.inspected)
        }
      }
    }
  }

}
