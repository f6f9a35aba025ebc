import TriggerCore

extension EventLog {
  /// The numbers of the events kept, ascending; an event keeps its number for good.
  var numbers: Range<Int> { dropped..<dropped + events.count }
  var lastNumber: Int? { numbers.last }

  subscript(number: Int) -> ProcessorEvent { events[number - dropped] }
}
