public import Support

extension Sentence {

  /// The text, and its parts: a text is a text, all else an object with one member that says what
  /// it is.
  public var json: JSON { ["text": .text(text), "parts": .list(parts.map(\.json))] }

}

extension Sentence.Part {

  fileprivate var json: JSON {
    switch self {
    case .text(let text): .text(text)
    case .instruction(let number): ["insn": JSON(number)]
    case .unit(let name): ["unit": .text(name)]
    case .queue(let name): ["queue": .text(name)]
    case .memory(let name): ["memory": .text(name)]
    case .cells(let place): ["cells": place.json]
    case .field(let name): ["field": .text(name)]
    case .number(let count, let quantity):
      ["number": .integer(count), "of": .text(quantity.rawValue)]
    case .stream(let number): ["stream": .integer(number)]
    case .node(let identity): ["node": .text("%\(identity)")]
    case .source(let name): ["source": .text(name)]
    case .region(let name): ["region": .text(name)]
    case .pass(let name): ["pass": .text(name)]
    case .target(let name): ["target": .text(name)]
    }
  }

}

extension CellPlace {

  /// The memory, the first element and the one behind the last, and the lane if it is one.
  public var json: JSON {
    var json: JSON = ["memory": .text(memory), "range": elements.json]
    if let lane { json["lane"] = .integer(lane) }
    return json
  }

}

extension Reason {
  public var json: JSON {
    [
      "code": .text(code.rawValue), "sentence": sentence.json,
      "details": .list(details.map(\.json)),
    ]
  }
}
