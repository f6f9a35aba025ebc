/// Reads what operators type into the filter line, and what scripts give as a filter.
///
/// Words must occur in the type or the source; terms narrow further, alternatives are joined by commas:
///
///     pay 4411                     both words
///     state:failed,warned          a state's name
///     type:pay_bill  type:pay*     the whole type, or how it begins; "" is the empty one
///     source:~"user 17"            anywhere in the source
///     id:88120  id:100-200         one, or a range; > >= < <= as well
///     tries:>3  tries:2-4
///     within:24h                   processed within this time, or while unprocessed received within it
///
/// `TriggerFilter.text` writes what this reads.
public enum TriggerFilterParser {
  /// - Throws: `InvalidInput` that names the bad term and what is allowed.
  public static func parse(_ text: String) throws(InvalidInput) -> TriggerFilter {
    var filter = TriggerFilter()
    for term in try FilterTerm.terms(of: text) {
      if let (name, value) = term.field {
        try read(name: name, value, term: term, into: &filter)
      } else if !term.text.isEmpty {
        filter.words.append(term.text)
      }
    }
    return filter
  }

  private static func read(
    name: String, _ value: FilterTerm, term: FilterTerm, into filter: inout TriggerFilter
  ) throws(InvalidInput) {
    let alternatives = value.alternatives
    switch name {
    case "state": for each in alternatives { filter.states.insert(try state(each, term)) }
    case "type": for each in alternatives { filter.types.append(try match(each, term)) }
    case "source": for each in alternatives { filter.sources.append(try match(each, term)) }
    case "id": for each in alternatives { filter.ids.append(try range(each, term)) }
    case "tries":
      guard filter.tries == nil, alternatives.count == 1 else {
        throw InvalidInput("\"\(term.text)\": only one count or range of tries can be given, such as tries:2-4.")
      }
      filter.tries = try range(value, term)
    case "within":
      guard filter.within == nil, let duration = Duration(shorthand: value.text) else {
        throw InvalidInput("\"\(term.text)\": give one duration, such as within:24h (units: s m h d w).")
      }
      filter.within = duration
    default:
      throw InvalidInput(
        "\"\(term.text)\": there is no field \"\(name)\"; use state, type, source, id, tries or within, or put the word "
          + "in quotes.")
    }
  }

  private static func state(_ value: FilterTerm, _ term: FilterTerm) throws(InvalidInput) -> TriggerState {
    guard let state = TriggerState(rawValue: value.text) else {
      let names = TriggerState.allCases.map(\.rawValue).joined(separator: ", ")
      throw InvalidInput("\"\(term.text)\": there is no state \"\(value.text)\"; states are \(names).")
    }
    return state
  }

  private static func match(_ value: FilterTerm, _ term: FilterTerm) throws(InvalidInput) -> TextMatch {
    var characters = value.characters
    let star = FilterTerm.Character(value: "*")
    let isAnywhere = characters.first == FilterTerm.Character(value: "~")
    if isAnywhere { characters.removeFirst() }
    let isPrefix = !isAnywhere && characters.last == star
    if isPrefix { characters.removeLast() }
    guard !characters.contains(star) else {
      throw InvalidInput(
        "\"\(term.text)\": a * may only stand at the end; write ~text for anywhere, or put the text in quotes.")
    }
    let text = String(characters.compactMap(\.value))
    guard !value.characters.isEmpty else { throw InvalidInput("\"\(term.text)\": a value is missing.") }
    return isAnywhere ? .contains(text) : isPrefix ? .prefix(text) : .exactly(text)
  }

  private static func range<Number: FixedWidthInteger>(
    _ value: FilterTerm, _ term: FilterTerm
  ) throws(InvalidInput) -> ClosedRange<Number> {
    guard let match = value.text.wholeMatch(of: /(>=|>|<=|<)?(-?\d+)(?:-(-?\d+))?/), let number = Number(match.2)
    else { throw notARange(value, term) }
    let (lower, upper): (Number, Number)
    switch (match.1, match.3) {
    case (nil, nil): (lower, upper) = (number, number)
    case (nil, let last?): (lower, upper) = (number, Number(last) ?? .min)
    case (">", nil): (lower, upper) = number == .max ? (1, 0) : (number + 1, .max)
    case (">=", nil): (lower, upper) = (number, .max)
    case ("<", nil): (lower, upper) = number == .min ? (1, 0) : (.min, number - 1)
    case ("<=", nil): (lower, upper) = (.min, number)
    default: throw notARange(value, term)
    }
    guard lower <= upper else { throw InvalidInput("\"\(term.text)\": the range \"\(value.text)\" is empty.") }
    return lower...upper
  }

  private static func notARange(_ value: FilterTerm, _ term: FilterTerm) -> InvalidInput {
    InvalidInput("\"\(term.text)\": \"\(value.text)\" is no number or range; write 3, 2-4, >3, >=3, <3 or <=3.")
  }
}
