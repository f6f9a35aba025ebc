import TerminalUI
import TriggerCore

/// The world as screens see it while they handle an input or draw.
struct ScreenContext: Sendable {
  var limits: TryLimits
  /// How far back FAILED and DONE look.
  var windows: CountWindows
  /// Where the limits come from: `default`, or a file and key.
  var limitsOrigin: String
  /// The database's clock, as far as the last answer tells, and how times are written.
  var times: TimeFormat
  /// What `draw` will be given: how far a page scrolls follows from it.
  var area: Rect
  var data: QueueData
  var connection: Connection
  /// What stands on screen for the queue: `orders@db1/app`.
  var queueName: String
  /// Where it came from if nobody named it, in a sentence.
  var queueOrigin: String?
  /// What `--database` takes to open the same queue, without a password; nil where no command line can.
  var databaseArgument: String?
  var isProduction: Bool
  /// Why nothing can be changed, in a sentence; nil where it can.
  var readOnlyReason: String?
  /// Why the processor of this program may not work on this queue; nil where it may.
  var processingRefusal: String?
  var facilities: Facilities
  var operatorName: String
  /// Whether actions are noted outside the database where it has no side tables.
  var keepsJournal = true
  /// What the terminal can show.
  var glyphs = Glyphs.unicode
  /// The keys of the screen below and those that work everywhere, for help.
  var keys: [KeyHelp] = []

  var now: Instant { times.now }
  /// Whether errors, claims and actions are kept in the database.
  var hasSideTables: Bool { data.facts?.sideTables != nil }
  /// Why they are not, as a clause.
  var lackOfSideTables: String {
    data.facts?.sideTablesRefusal == nil
      ? "the database has no triggertop tables" : "this role may not read the triggertop tables"
  }
}
