/// Triggers of one type, read a page at a time.
///
/// Those fired while it is read come too; a row whose data can't be decoded ends it with `InvalidInput`, one
/// that can't be read at all with `StoreError.failed`.
public struct QueuedTriggers<Value: Trigger>: AsyncSequence, Sendable {
  public typealias Element = QueuedTrigger<Value>

  let store: any TriggerStore
  let query: PageQuery

  init(store: any TriggerStore, filter: TriggerFilter, limits: TryLimits) {
    self.store = store
    var filter = filter
    filter.types = [.exactly(Value.typed)]
    query = PageQuery(filter: filter, sort: TriggerSort(.id), limit: 200, limits: limits)
  }

  public func makeAsyncIterator() -> Iterator { Iterator(store: store, query: query) }

  public struct Iterator: AsyncIteratorProtocol {
    let store: any TriggerStore
    var query: PageQuery
    private var page: ArraySlice<Element> = []
    private var isDone = false

    init(store: any TriggerStore, query: PageQuery) {
      self.store = store
      self.query = query
    }

    public mutating func next() async throws -> Element? {
      while page.isEmpty, !isDone { try await readOn() }
      return page.popFirst()
    }

    private mutating func readOn() async throws {
      let read = try await store.page(query, now: nil)
      if let row = read.unreadable.first { throw StoreError.failed(row.sentence) }
      let records = read.rows.map(\.record)
      let data = try await store.data(of: records.map(\.id))
      page = try ArraySlice(
        records.map { try Element($0, seen: data[$0.id]) })
      isDone = !read.hasMore
      query.cursor = read.scannedTo ?? records.last.map { PageCursor($0, in: query.sort) }
    }
  }
}
