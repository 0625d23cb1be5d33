/** Words of the sign-in page and of the user's place in the head, in both languages. */
import type { Language } from '../format.ts';

export interface SignInWords {
  title: string;
  /** Why the page is there: he was signed in before, or not yet. */
  expired: string;
  hint: string;
  name: string;
  password: string;
  submit: string;
  sending: string;
  signOut: string;
  /** Read by screen readers before the name of who has signed in. */
  user: string;
  wrong: string;
  tooOften: string;
  busy: string;
  refused: string;
  noAnswer: string;
}

export const signInWords: Record<Language, SignInWords> = {
  vi: {
    title: 'Đăng nhập',
    expired: 'Phiên làm việc đã kết thúc. Đăng nhập lại để trở về trang đang xem.',
    hint: 'Dùng tài khoản do quản trị viên hệ thống giám sát cấp.',
    name: 'Tên người dùng',
    password: 'Mật khẩu',
    submit: 'Đăng nhập',
    sending: 'Đang kiểm tra…',
    signOut: 'Đăng xuất',
    user: 'Người dùng:',
    wrong: 'Tên người dùng hoặc mật khẩu không đúng.',
    tooOften: 'Đã thử quá nhiều lần. Hãy chờ một phút rồi thử lại.',
    busy: 'Đang có nhiều người đăng nhập cùng lúc. Hãy thử lại sau vài giây.',
    refused: 'Máy chủ không nhận mật khẩu qua kết nối này. Hãy mở trang bằng địa chỉ https của hệ thống.',
    noAnswer: 'Máy chủ giám sát không trả lời. Hãy thử lại.',
  },
  en: {
    title: 'Sign in',
    expired: 'The session has ended. Sign in again to come back to the page you were on.',
    hint: 'Use the account that the administrator of this monitoring system gave you.',
    name: 'User name',
    password: 'Password',
    submit: 'Sign in',
    sending: 'Checking…',
    signOut: 'Sign out',
    user: 'User:',
    wrong: 'The user name or the password is not right.',
    tooOften: 'Too many attempts. Wait a minute, then try again.',
    busy: 'Many people are signing in at once. Try again in a few seconds.',
    refused: 'The server takes no password over this connection. Open the page at the system’s https address.',
    noAnswer: 'The monitoring server does not answer. Try again.',
  },
};
