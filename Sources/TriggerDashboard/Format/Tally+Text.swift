import TriggerCore

extension Tally {
  /// With thousands and how exact it is: `42`, `≥10,001`, `≈52,100`.
  var text: String {
    switch exactness {
    case .exact: value.grouped
    case .atLeast: "≥" + value.grouped
    case .estimate: "≈" + value.grouped
    }
  }
}

extension Int {
  /// With a comma before each group of three digits.
  var grouped: String {
    var text = ""
    for (index, digit) in String(magnitude).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}
