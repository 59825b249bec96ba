import GraphIR
import Passes
import Tensors

extension ConditionRule {

  static let product = ConditionRule(Conv2D.op, Dense.op) { subject in
    let (limits, call) = (subject.limits, subject.call)
    var conditions: [Condition] = []
    if let data = call.operands.first?.name {
      conditions += subject.element(data, limits.data) {
        "the input is {found}; the multipliers take \($0)"
      }
    }
    if let weight = call.operands.last?.name {
      conditions += subject.element(weight, limits.weight) {
        "the weights are {found}; the multipliers take \($0)"
      }
    }
    guard let sums = limits.sums else { return conditions }
    conditions.append(
      subject.attribute(
        "out_dtype", .text(sums.value.rawValue),
        "the sums are {found}; the accumulator is \(sums.value)", at: sums.place))
    return conditions
  }

  static let convolution = ConditionRule(Conv2D.op) { subject in
    let limits = subject.limits
    let layout = limits.block?.place
    return [
      subject.attribute(
        "groups", .integer(1),
        "the convolution has {found} groups; the matrix unit mixes all channels",
        at: limits.data?.place),
      subject.condition(
        subject.call.label, .attributeRange("dilation", 1 ... 1),
        "the dilation is {found}; a transfer reads rows without gaps", at: limits.padding?.place),
      subject.attribute(
        "data_layout", .text("NCHW"), "the layout of the input is {found}; it has to be NCHW",
        at: layout),
      subject.attribute(
        "kernel_layout", .text("OIHW"), "the layout of the weights is {found}; it has to be OIHW",
        at: layout),
    ] + subject.padding
      + subject.inputs.prefix(1).map {
        subject.rank($0, 4, "the input has {found} axes; two-dimensional images have 4")
      }
  }

  static let dense = ConditionRule(Dense.op) { subject in
    subject.inputs.prefix(1).map {
      subject.rank($0, 2, "the input has {found} axes; a matrix has 2")
    }
  }

  static let pool = ConditionRule(MaxPool.op2D) { subject in
    subject.inputs.flatMap { name in
      subject.element(name, subject.limits.widened) {
        "the input is {found}; a transfer widens \($0)"
      }
    } + [
      subject.attribute(
        "layout", .text("NCHW"), "the layout is {found}; it has to be NCHW",
        at: subject.limits.block?.place),
      subject.condition(
        subject.call.label, .attributeRange("dilation", 1 ... 1),
        "the dilation is {found}; windows have no gaps", at: subject.limits.padding?.place),
      subject.attribute(
        "ceil_mode", .flag(false),
        "windows may hang over the edge, where there is nothing to read",
        at: subject.limits.padding?.place),
    ] + subject.padding
  }

  /// A sum over an image, which stays as axes of one.
  static let sum = ConditionRule(Reductions.sum) { subject in
    let label = subject.call.label
    let place = subject.limits.sums?.place
    var conditions = [
      subject.rank(label, 4, "the sum has {found} axes; rows and columns stay as axes of one"),
      subject.condition(
        label, .area(1 ... 1), "{found} places are left; the sum is over all of them", at: place),
    ]
    if let data = subject.uses.inputs.first {
      conditions.insert(
        subject.rank(data, 4, "the data has {found} axes; two-dimensional images have 4"), at: 0)
      conditions.append(
        subject.condition(
          label, .sameExtent(axis: 1, as: data), "the channels change, {found}", at: place))
    }
    return conditions
  }

}

extension ConditionRule.Subject {

  /// There are no more zeros around than a load can put there.
  fileprivate var padding: [Condition] {
    attribute("padding", in: limits.padding) {
      "the padding is {found}; a transfer pads by \($0.upperBound) at most"
    }
  }

}
