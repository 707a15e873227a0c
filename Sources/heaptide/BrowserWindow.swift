// Opens the user's browser, if there is a screen for it.
import Foundation
import Processes

enum BrowserWindow {
    /// Asks the desktop to show an address; without one, or if that fails, the printed link is what there is.
    static func open(_ address: String) {
        let environment = ProcessInfo.processInfo.environment
        guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil,
            let desktop = ProgramSearch.find("xdg-open")
        else { return }
        var browser = ProcessStart(desktop, [address])
        // Ctrl-C ends the labs, not the browser.
        browser.company = .ownGroup
        _ = try? browser.start()
    }
}
