package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The console in a real browser, in front of the demo. */
class BrowserIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path temp;

    @Test
    @Timeout(200)
    void signInSeeTheNodeSeeAChartMove() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "needs Debian's chromium at " + CHROMIUM);
        assumeTrue(Files.isExecutable(DRIVER), "needs Debian's chromium-driver at " + DRIVER);
        try (Program demo = Program.start(temp, "demo")) {
            String console = demo.awaitOutput("(https://\\S+)", Duration.ofSeconds(90));
            String password = demo.awaitOutput("(?i)password:?\\s+(\\S+)", Duration.ofSeconds(90));
            demo.awaitOutput("(?i)node(?: id)?:?\\s+([0-9a-f-]{36})", Duration.ofSeconds(90));
            ChromeDriver browser = browser();
            try {
                browser.get(console);
                WebDriverWait wait = new WebDriverWait(browser, LIMIT);

                // a wrong password stays outside
                wait.until(ExpectedConditions.elementToBeClickable(By.id("password")))
                        .sendKeys("wrong\n");
                wait.until(ExpectedConditions.textToBePresentInElementLocated(
                        By.cssSelector(".error"), "user name or password is wrong"));
                assertFalse(browser.findElement(By.id("top")).isDisplayed());

                // the right one shows the node, live
                WebElement field = browser.findElement(By.id("password"));
                field.clear();
                field.sendKeys(password + "\n");
                wait.until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("#nodes .state.live")));
                WebElement node = browser.findElement(By.cssSelector("#nodes tbody a"));
                String name = node.getText();
                By state = By.cssSelector("#nodes tbody td:nth-child(2)");
                String before = browser.findElement(state).getText();
                wait.until(driver -> !driver.findElement(state).getText().equals(before));
                // the list was refreshed, and its links can be clicked at any time
                node.click();

                // its page shows live charts that move
                wait.until(ExpectedConditions.textToBe(By.tagName("h1"), name));
                By cpu = By.cssSelector(".chart[data-context='system.cpu']");
                wait.until(ExpectedConditions.presenceOfElementLocated(
                        By.cssSelector(".chart[data-context='system.cpu'][data-last] canvas")));
                long first = Long.parseLong(browser.findElement(cpu).getDomAttribute("data-last"));
                wait.until(driver -> Long.parseLong(driver.findElement(cpu).getDomAttribute("data-last")) >= first + 3);
                assertTrue(
                        browser.findElement(cpu)
                                        .findElements(By.cssSelector(".u-legend .u-series"))
                                        .size()
                                > 2,
                        "time and at least two dimensions");

                assertEquals(List.of(), foreignRequests(browser, console), "the console asks no other host");
                screenshot(browser);
            } finally {
                browser.quit();
            }
        }
    }

    /** Kept for the reader of a failed run, and the picture of the README. */
    private static void screenshot(ChromeDriver browser) throws Exception {
        Path picture = Path.of("target", "console.png");
        Files.write(picture, browser.getScreenshotAs(OutputType.BYTES));
    }

    private List<String> foreignRequests(ChromeDriver browser, String console) {
        String own = console.replaceAll("(https://[^/]+).*", "$1");
        return browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .map(message -> message.replaceAll("(?s).*?\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
                .filter(url -> url.startsWith("http") && !url.startsWith(own))
                .distinct()
                .toList();
    }

    private ChromeDriver browser() {
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setAcceptInsecureCerts(true);
        options.setCapability("goog:loggingPrefs", logging);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + temp.resolve("profile"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build();
        ChromeDriver browser = new ChromeDriver(service, options);
        browser.manage().window().setSize(new Dimension(1400, 950));
        return browser;
    }
}
