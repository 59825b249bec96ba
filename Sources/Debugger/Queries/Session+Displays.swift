public import Diagnostics

extension Session {

  /// Shows the value of `text` now and at every stop.
  /// - Errors: it has none.
  public mutating func addDisplay(
    _ text: String, _ format: String
  ) throws(Diagnostic) -> DisplayView {
    let value = try shown(text, format)
    let number = (stopList.displays.map(\.number).max() ?? 0) + 1
    stopList.displays.append(Stops.Display(number: number, format: format, text: text))
    return DisplayView(number: number, expression: text, value: .value(value))
  }

  /// What is shown at every stop.
  public var displayViews: [DisplayView] {
    stopList.displays.map { DisplayView(number: $0.number, expression: $0.text, value: nil) }
  }

  /// Shows a value no more, or none of them where there is no number.
  /// - Errors: there is no display of that number.
  public mutating func removeDisplay(_ number: Int?) throws(Diagnostic) {
    guard let number else {
      stopList.displays = []
      return
    }
    guard stopList.displays.contains(where: { $0.number == number }) else {
      throw .error("there is no display \(number)", hints: ["`display` lists them"])
    }
    stopList.displays.removeAll { $0.number == number }
  }

  /// What is shown at this stop.
  var displaysHere: [DisplayView] {
    guard space.run != nil else { return [] }
    return stopList.displays.map { display in
      var view = DisplayView(number: display.number, expression: display.text, value: nil)
      do throws(Diagnostic) {
        view.value = .value(try shown(display.text, display.format))
      } catch {
        view.value = .problem(error.message)
      }
      return view
    }
  }

}
