/// Changes to a trigger's data, and the trigger and its data as the operator saw them.
public struct DataEdit: Hashable, Sendable {
  public var target: Target
  public var seen: TriggerData
  /// Fields with their new values. What was typed may be given as text: it is read as the column's type asks.
  public var changes: [TriggerData.Field]
  /// The values are a Swift type's rather than what somebody typed: into a payload they go as they are, new fields too.
  /// Columns of a table have the last word in any case.
  public var isFromSwift: Bool

  public init(_ target: Target, seen: TriggerData, changes: [TriggerData.Field], isFromSwift: Bool = false) {
    self.target = target
    self.seen = seen
    self.changes = changes
    self.isFromSwift = isFromSwift
  }

  /// The word used in the journal.
  public static let verb = "edit"

  /// For stores, once the data has been found to be as seen.
  ///
  /// - Parameter columns: by the catalog; nil for a payload, whose fields keep the types of their present values.
  /// - Returns: only fields that change, of their columns' types.
  /// - Throws: `StoreError.refused` naming the field and what it takes.
  public func checkedChanges(columns: [DataColumn]?) throws(StoreError) -> [TriggerData.Field] {
    let payload = columns == nil
    let columns = columns ?? seen.fields.map(DataColumn.init(payload:))
    var checked: [TriggerData.Field] = []
    for change in changes {
      if payload, isFromSwift {
        checked.append(try change.checkedForNUL())
        continue
      }
      guard let column = columns.first(where: { $0.name.isExactly(change.name) }) else {
        throw .refused(
          "There is no field \(change.name) in the data; it has \(columns.map(\.name).joined(separator: ", ")).")
      }
      let value = try column.accept(change.value)
      if value != seen[change.name] { checked.append(.init(change.name, value)) }
    }
    return checked
  }

  /// For stores: what brings edited data back to what it was.
  ///
  /// - Parameter columns: by the catalog; nil for a payload.
  /// - Throws: `StoreError.refused` where a column does not take the old value any more.
  package static func reversal(
    to before: TriggerData, from present: TriggerData, columns: [DataColumn]?
  ) throws(StoreError) -> [TriggerData.Field] {
    // What the edit added to a payload is left there without a value.
    let added = present.fields.filter { before[$0.name] == nil && $0.value != .null }
    var changes = added.map { TriggerData.Field($0.name, .null) }
    // As JSON, for a journal holds times, and numbers such as NaN, as text.
    for field in before.fields where present[field.name].map({ !$0.json.isExactly(field.value.json) }) ?? false {
      var value = field.value
      let column = columns?.first { $0.name.isExactly(field.name) }
      // What the database computes follows by itself.
      if column?.kind == .fixed { continue }
      // What is text in JSON must not be read as JSON.
      if let column, column.kind != .json { value = try column.accept(value) }
      if value != present[field.name] { changes.append(.init(field.name, value)) }
    }
    return changes
  }
}
