// Asks the veraPDF engine on the class path about files: java -cp ENGINE Check.java JOBS
// JOBS is a text file with one "FLAVOUR<tab>PATH" a line. One JSON object a line comes back, in the same order;
// a file that cannot be read gives an "error" and the run goes on. Exit code 0 when all were looked at.
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Check {
    private static final int EXAMPLES = 200;

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] job = line.split("\t", 2);
            System.out.println(look(PDFAFlavour.fromString(job[0]), job[1]));
        }
    }

    private static String look(PDFAFlavour flavour, String path) {
        StringBuilder out = new StringBuilder("{\"flavour\":" + quoted(flavour.getId()));
        try (InputStream in = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, EXAMPLES, false, false, false)) {
            report(validator.validate(parser), out);
        } catch (Throwable fault) {
            out.append(",\"error\":").append(quoted(fault.getClass().getSimpleName() + ": " + fault.getMessage()));
        }
        return out.append('}').toString();
    }

    private static void report(ValidationResult result, StringBuilder out) {
        out.append(",\"compliant\":").append(result.isCompliant());
        out.append(",\"checks\":").append(result.getTotalAssertions()).append(",\"failed\":[");
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, TestAssertion> examples = new TreeMap<>();
        for (TestAssertion found : result.getTestAssertions()) {
            if (found.getStatus() == TestAssertion.Status.FAILED) {
                String rule = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
                counts.merge(rule, 1, Integer::sum);
                examples.putIfAbsent(rule, found);
            }
        }
        String comma = "";
        for (Map.Entry<String, TestAssertion> one : examples.entrySet()) {
            out.append(comma).append("{\"rule\":").append(quoted(one.getKey()));
            out.append(",\"count\":").append(counts.get(one.getKey()));
            out.append(",\"message\":").append(quoted(one.getValue().getMessage()));
            out.append(",\"place\":").append(quoted(one.getValue().getLocation().getContext())).append('}');
            comma = ",";
        }
        out.append(']');
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char sign : (text == null ? "" : text).toCharArray()) {
            if (sign == '"' || sign == '\\') {
                out.append('\\').append(sign);
            } else if (sign < 32 || sign > 126) {
                out.append(String.format("\\u%04x", (int) sign));
            } else {
                out.append(sign);
            }
        }
        return out.append('"').toString();
    }
}
