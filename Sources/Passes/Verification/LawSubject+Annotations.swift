import GraphIR
import OrderedCollections
import Support

extension LawSubject {

  /// The first value that mixes what is inside of an annotated region with what is outside.
  var unpairedAnnotation: Finding? {
    guard reached.contains(where: { module[$0].side != nil }) else { return nil }
    var places = [Place](repeating: .anywhere, count: module.nodes.count)
    let bound = Set(
      reached.compactMap { id -> ID<Node>? in
        module[id].form == .binding ? module[id].operand(0) : nil
      })
    for id in reached where !bound.contains(id) {
      do throws(Finding) {
        places[Int(id.index)] = try place(of: id, places)
      } catch {
        return error
      }
    }
    for (name, function) in module.functions {
      guard case .region(let target) = places[Int(function.body.index)] else { continue }
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

  private func place(
    of id: ID<Node>, _ places: [Place]
  ) throws(Finding) -> Place {
    if let annotation = module.annotation(id) {
      let (isBegin, target) = (annotation.side == .begin, annotation.target)
      let operand = annotation.operand
      let place = places[Int(operand.index)]
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
      let place = index == bound ? .host : places[Int(operand.index)]
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
