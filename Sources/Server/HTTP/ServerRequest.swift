// A request and its answer, as the pages' code sees them: whole, bounded, no library's types.
package import Foundation
import Reports

/// A request that has arrived whole.
package struct ServerRequest: Sendable {
    package var method: String
    /// Decoded, without the query: `/api/labs`.
    package var path: String
    /// The query as it came: `token=…`; empty if there is none.
    package var query: String
    /// In their order, names in small letters.
    package var headers: [(name: String, value: String)]
    package var body: Data

    /// A header that must not be given twice: its value; nil if it is missing or there are several.
    func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    /// The value of a query item; nil if it is missing.
    func item(_ name: String) -> String? {
        query.split(separator: "&").first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}

/// What is answered.
package struct ServerResponse: Sendable {
    package var status: Int
    package var type: String
    package var body: Data
    package var headers: [(name: String, value: String)] = []

    /// - Parameter type: the body's media type.
    package init(_ status: Int, type: String, _ body: Data) {
        self.status = status
        self.type = type
        self.body = body
    }

    /// One line about what is wrong and what to do next, as JSON.
    static func problem(_ status: Int, _ message: String) -> ServerResponse {
        .json(["error": message], status: status)
    }

    /// A value as JSON.
    static func json(_ value: some Encodable, status: Int = 200) -> ServerResponse {
        guard let body = try? JSONEncoder.ofViews().encode(value) else {
            return ServerResponse(500, type: "application/json", Data(#"{"error":"the answer is no JSON"}"#.utf8))
        }
        return ServerResponse(status, type: "application/json", body)
    }
}

/// What answers requests. Called on threads of the server's, several at a time.
package protocol ServerSite: Sendable {
    func answer(_ request: ServerRequest) -> ServerResponse
}
