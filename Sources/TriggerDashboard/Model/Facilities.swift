/// What is built into this dashboard beside the queue itself; it does not change while it runs.
struct Facilities: Hashable, Sendable {
  /// Whether Python workers' locks can be seen.
  var seesLocks = false
  /// Whether locks that outlived their holder can be looked for.
  var findsStuckLocks = false
  var hasProcessor = false
  /// Whether the store can change triggers' data.
  var editsData = false
  /// Whether the store keeps a journal, by which actions are taken back.
  var undoes = false
  /// What can be checked, by name.
  var checks: [String] = []

  /// Those that exist here.
  var screens: [ScreenID] { ScreenID.allCases.filter { $0 != .checks || !checks.isEmpty } }
}
