import GraphIR
import OrderedCollections
import Support

extension LawSubject {

  /// The first value that mixes what is inside of an annotated region with what is outside.
  var unpairedAnnotation: Finding? {
    guard reached.contains(where: { module[$0].side != nil }) else { return nil }
    var places = Places(count: module.nodes.count)
    let bound = Set(
      reached.compactMap { id -> ID<Node>? in
        module[id].form == .binding ? module[id].operand(0) : nil
      })
    for id in reached where !bound.contains(id) {
      do throws(Finding) {
        places[id] = try place(of: id, places)
      } catch {
        return error
      }
    }
    for (name, function) in module.functions {
      guard case .region(let target) = places[function.body] else { continue }
      return Finding(
        function.body, "`@\(name)` gives what is inside of a region of \(target): an end is missing"
      )
    }
    return nil
  }

  /// Where a value stands: constants and functions stand wherever they are read.
  private enum Place: Equatable {
    case anywhere, host
    case region(String)
  }

  /// Where values stand: for each node a number, of which there are few.
  private struct Places {

    private var known: [Place] = [.anywhere, .host]
    private var targets: [String: Int32] = [:]
    private var numbers: [Int32]

    init(count: Int) { numbers = Array(repeating: 0, count: count) }

    subscript(id: ID<Node>) -> Place {
      get { known[Int(numbers[Int(id.index)])] }
      set {
        switch newValue {
        case .anywhere: numbers[Int(id.index)] = 0
        case .host: numbers[Int(id.index)] = 1
        case .region(let target):
          let number = targets[target] ?? Int32(known.count)
          numbers[Int(id.index)] = number
          guard Int(number) == known.count else { return }
          targets[target] = number
          known.append(newValue)
        }
      }
    }
  }

  private func place(
    of id: ID<Node>, _ places: Places
  ) throws(Finding) -> Place {
    if let annotation = module.annotation(id) {
      let (isBegin, target) = (annotation.side == .begin, annotation.target)
      let operand = annotation.operand
      let place = places[operand]
      if isBegin, case .region(let other) = place {
        throw Finding(
          id,
          "\(describe(id)) of \(target) reads \(describe(operand)), which is inside of a "
            + "region of \(other)")
      }
      if !isBegin, place != .region(target), place != .anywhere {
        throw Finding(
          id, "\(describe(id)) of \(target) ends \(describe(operand)), which \(words(place))")
      }
      return isBegin ? .region(target) : .host
    }
    // What is bound is outside: a begin that nothing of a region follows passes it on.
    var bound: Int?
    switch module[id].form {
    case .constant, .function, .global: return .anywhere
    case .variable: return .host
    case .binding where module[module[id].operand(1)].side == .begin:
      bound = 1
    default: break
    }
    var known: (operand: ID<Node>, place: Place)?
    for index in 0 ..< module[id].operandCount {
      let operand = module[id].operand(index)
      let place = index == bound ? .host : places[operand]
      guard place != .anywhere else { continue }
      guard let first = known else {
        known = (operand, place)
        continue
      }
      guard place == first.place else {
        throw Finding(
          id,
          "\(describe(id)) reads \(describe(first.operand)), which \(words(first.place)), and "
            + "\(describe(operand)), which \(words(place))")
      }
    }
    return known?.place ?? .anywhere
  }

  private func words(_ place: Place) -> String {
    switch place {
    case .anywhere: "is a constant"
    case .host: "is outside of every region"
    case .region(let target): "is inside of a region of \(target)"
    }
  }

}

extension LawSubject.Finding: Error {}
