import TriggerCore

/// How long what only tells of the past is kept: an age, or `never` forgotten.
struct KeptHistory: SettingValue, Equatable {
  /// Nil is for ever.
  var age: Duration?

  private static let never = "never"
  /// What is shorter is a mistake: nobody could look at it the next morning.
  private static let shortest = Duration.days(1)

  init(age: Duration?) { self.age = age }

  init(text: String) throws(Misfit) { try self.init(.text(text)) }

  init(_ value: DataValue) throws(Misfit) {
    guard case .text(let text) = value else {
      throw Misfit(value, expected: "an age such as \"90d\" or \"26w\", or \"never\"")
    }
    if text == Self.never {
      self.init(age: nil)
      return
    }
    guard Duration(shorthand: text) != nil else {
      throw Misfit(value, expected: "an age such as \"90d\" or \"26w\", or \"never\"")
    }
    let age = try Duration(value)
    guard age >= Self.shortest else {
      throw Misfit(value, expected: "\(Self.shortest.shorthand) or more, or \"never\"")
    }
    self.init(age: age)
  }

  /// In days where it is that, as one writes it.
  var data: DataValue {
    guard let age else { return .text(Self.never) }
    let seconds = age.components.seconds
    return .text(seconds % 86_400 == 0 ? "\(seconds / 86_400)d" : age.shorthand)
  }
}
