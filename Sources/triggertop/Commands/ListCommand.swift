import ArgumentParser
import TriggerCore

/// `triggertop list [FILTER …]`: the triggers that a filter selects.
struct ListCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List triggers.",
    discussion: """
      Filters are those of the dashboard, joined by and: state:failed,warned type:pay* source:~4411 id:100-200 \
      tries:>3 within:24h, and words that must occur in type or source.
      """)

  @Argument(help: ArgumentHelp("Which triggers; all where none is given.", valueName: "filter"))
  var terms: [String] = []

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object a line.")
  var json = false

  @Option(help: "At most so many; 0 is no limit.")
  var limit = 100

  @Option(help: ArgumentHelp("\(SortArgument.help)", valueName: "key"))
  var sort = SortArgument(TriggerSort(.id, ascending: false))

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit).") }
  }

  func execute() async throws -> ExitStatus {
    let filter = try TriggerFilterParser.parse(terms.joined(separator: " "))
    let queue = try await QueueOpener(options.configuration()).open(.reading)
    let limits = queue.configuration.limits
    let query = PageQuery(filter: filter, sort: sort.sort, limits: limits)
    let found = try await queue.store.rows(of: query, limit: limit == 0 ? .max : limit)
    if json {
      for row in found.rows { Console.line(TriggerJSON(row, limits: limits, at: found.at).line) }
    } else {
      Console.print(TextTable(triggers: found.rows, limits: limits, now: found.at))
      if found.hasMore { Console.note("More match; --limit \(limit * 10) shows more of them.") }
    }
    for row in found.unreadable { Console.note(row.sentence) }
    if !found.unreadable.isEmpty { return .inPart }
    return found.rows.isEmpty ? .negative : .done
  }
}
